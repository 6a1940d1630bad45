// The signed-in user, and the wait for them where their session ends while a page is open.
import { ref, shallowRef, watch, type Ref } from 'vue'
import type { CurrentUserQuery } from '../gql/graphql'

/** With their privileges. Undefined before the server has answered, null while nobody is signed in. */
export const currentUser = shallowRef<CurrentUserQuery['currentUser'] | null>()

/** Why the server has not said who is signed in; undefined once it has. */
export const unanswered = shallowRef<unknown>()

/** True from the end of the session on the server until the user has signed in again, over the page. */
export const sessionEnded = ref(false)

/** True once the user has signed in again; false at once where nobody was signed in. */
export async function signedInAgain(): Promise<boolean> {
  if (!currentUser.value) return false
  sessionEnded.value = true
  await until(sessionEnded)
  return true
}

/** Waits until it is no longer so. */
export const until = (state: Ref<boolean>): Promise<void> =>
  new Promise((resolve) => {
    const stop = watch(state, () => {
      stop()
      resolve()
    })
  })
