// The requests for an approval: who sees them, and how many wait.
import { ref } from 'vue'
import { usePolling } from '../../components/lists/polling'
import { currentUser, mayAny } from '../../currentUser'
import { ImitationRequestsDocument, type ImitationRequestsQuery } from '../../gql/graphql'
import { requestOnce } from '../../request'

export type ImitationRequest = ImitationRequestsQuery['imitationRequests']['nodes'][number]

/** Users with either have requests to see: those of all, or their own. */
export const privilegesForRequests = ['imitation:approve', 'api_proxy_imitate-customer']

const every = 10_000 // ms
const rest = 5 * 60_000 // ms; a session ends 30 minutes after its last request

export const isOwn = ({ user }: ImitationRequest): boolean => user.id === currentUser.value?.id

/** How many requests wait. */
export const waitingRequests = ref(0)

/** Counts again and again, for the navigation of every page. */
export function useWaitingRequests() {
  waitingRequests.value = 0
  void countWaitingRequests()
  usePolling(countWaitingRequests, every, { rest })
  return waitingRequests
}

/** Without an answer the number stays. An ended session asks for no password here: nobody has done anything. */
async function countWaitingRequests(): Promise<void> {
  if (!mayAny(privilegesForRequests)) return
  try {
    const { imitationRequests } = await requestOnce(ImitationRequestsDocument, { open: true, first: 1 })
    waitingRequests.value = imitationRequests.totalCount
  } catch {
    // The next turn asks again.
  }
}
