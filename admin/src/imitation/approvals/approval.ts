// The approval of another user: asked for in the dialog of the imitation, and waited for there.
import { shallowRef } from 'vue'
import { usePolling } from '../../components/lists/polling'
import { ImitationRequestsDocument, RequestImitationDocument } from '../../gql/graphql'
import { request, requestOnce } from '../../request'
import { given, type Choice } from '../generateImitateCustomerToken'
import type { HandOver } from '../handOver'
import { isOwn, type ImitationRequest } from './requests'

const every = 5_000 // ms
const newest = 100 // requests, the most that the server answers at once

/** `found` is a request to begin with; without one `find` looks for one that waits or is approved. */
export function useApproval(customerId: () => string, handOver: HandOver, found?: ImitationRequest) {
  const current = shallowRef(found)

  async function ask(salesChannelId: string, choice: Choice): Promise<void> {
    const variables = { customerId: customerId(), salesChannelId, ...given(choice), reason: choice.reason?.trim() ?? '' }
    const act = async () => (await request(RequestImitationDocument, variables)).requestImitation
    current.value = await handOver.attempt(act, () => ask(salesChannelId, choice))
  }

  /** Without an answer, the user asks anew. */
  async function find(): Promise<void> {
    if (current.value) return
    const mine = (one: ImitationRequest) => isOwn(one) && one.customer.id === customerId() && isLive(one)
    const found = (await load().catch(() => [])).find(mine)
    current.value ??= found // the user may have asked meanwhile
  }

  /** Without an answer, the next turn asks again. */
  async function refresh(): Promise<void> {
    const before = current.value
    if (!before || !isLive(before)) return
    const now = (await load().catch(() => [])).find(({ id }) => id === before.id)
    if (now && current.value === before) current.value = now
  }
  usePolling(refresh, every)

  return { current, ask, find, again: () => (current.value = undefined) }
}

const load = async () => (await requestOnce(ImitationRequestsDocument, { first: newest })).imitationRequests.nodes
const isLive = ({ state }: ImitationRequest): boolean => state === 'OPEN' || state === 'APPROVED'
