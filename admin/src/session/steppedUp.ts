// What needs a sign-in of this moment: the user signs in again over the page, and it goes on.
import { ref } from 'vue'
import type { TypedDocumentString } from '../gql/graphql'
import { request, RequestFailed } from '../request'
import { until } from './ended'

/** True while the user is asked to sign in again before something goes on. */
export const steppingUp = ref(false)

/** True once the user has signed in again; false where they would rather not. */
let confirmed = false

export function stepUpDone(done: boolean): void {
  confirmed = done
  steppingUp.value = false
}

/** As `request`; where the sign-in is too old, it is sent again once the user has signed in again. */
export async function requestSteppedUp<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
): Promise<Data> {
  try {
    return await request(document, variables)
  } catch (error) {
    if (!(error instanceof RequestFailed) || error.code !== 'FRAMEWORK__STEP_UP_REQUIRED') throw error
    steppingUp.value = true
    await until(steppingUp)
    if (!confirmed) throw error
    return request(document, variables)
  }
}
