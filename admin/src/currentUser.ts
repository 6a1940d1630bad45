// Who is signed in, and what they may do.
import { CurrentUserDocument, UserLoginDocument, UserLogoutDocument } from './gql/graphql'
import { request, RequestFailed, requestOnce } from './request'
import { currentUser, unanswered } from './session/ended'
import { signOutAddress } from './session/providers'
import { forgetCustomers } from './session/recentCustomers'

export { currentUser }

export async function loadCurrentUser(): Promise<void> {
  try {
    currentUser.value = (await request(CurrentUserDocument)).currentUser
  } catch (error) {
    if (!hasEnded(error)) throw error
    currentUser.value = null
  }
}

/** As `loadCurrentUser`, for a page that is opened before anybody is known: a failure stands in its place. */
export async function findCurrentUser(): Promise<void> {
  unanswered.value = await loadCurrentUser().catch((error: unknown) => error)
}

/** The server sets the cookie. The access token in the answer is for other clients and is not kept. */
export async function signIn(username: string, password: string, code?: string): Promise<void> {
  currentUser.value = (await request(UserLoginDocument, { username, password, code })).userLogin.user
}

export async function signOut(): Promise<void> {
  try {
    await requestOnce(UserLogoutDocument)
  } catch (error) {
    if (!hasEnded(error)) throw error
  }
  const provider = currentUser.value?.provider
  forgetCustomers()
  currentUser.value = null
  if (provider) window.location.assign(signOutAddress(provider.name))
}

export function may(privilege: string): boolean {
  const user = currentUser.value
  return !!user && (user.admin || user.privileges.includes(privilege))
}

/** Whether the user holds one of the privileges; nothing asks for none. */
export const mayAny = (privileges?: string | string[]): boolean => !privileges || [privileges].flat().some(may)

const hasEnded = (error: unknown) => error instanceof RequestFailed && error.code === 'UNAUTHENTICATED'
