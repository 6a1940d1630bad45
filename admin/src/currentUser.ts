// The signed-in user with their privileges. Undefined before the server has answered, null while nobody is signed in.
import { shallowRef } from 'vue'
import { CurrentUserDocument, UserLoginDocument, UserLogoutDocument, type CurrentUserQuery } from './gql/graphql'
import { request, RequestFailed } from './request'

export const currentUser = shallowRef<CurrentUserQuery['currentUser'] | null>()

export async function loadCurrentUser(): Promise<void> {
  try {
    currentUser.value = (await request(CurrentUserDocument)).currentUser
  } catch (error) {
    if (!(error instanceof RequestFailed && error.code === 'UNAUTHENTICATED')) throw error
    currentUser.value = null
  }
}

/** The server sets the cookie. The access token in the answer is for other clients and is not kept. */
export async function signIn(username: string, password: string): Promise<void> {
  currentUser.value = (await request(UserLoginDocument, { username, password })).userLogin.user
}

export async function signOut(): Promise<void> {
  await request(UserLogoutDocument)
  currentUser.value = null
}

export function may(privilege: string): boolean {
  const user = currentUser.value
  return !!user && (user.admin || user.privileges.includes(privilege))
}
