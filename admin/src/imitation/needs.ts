// What an imitation needs from the customer or another user before its token is generated.
import type { ImitationAccess, ImitationRefusal } from '../gql/graphql'
import type { Customer } from './handOver'

export type Needing = Pick<Customer['imitation'], 'needsFull' | 'needsReadOnly'>

export interface Need {
  need: ImitationRefusal
  /** The only access that needs it; undefined: both. */
  only?: ImitationAccess
}

export function needsOf(imitation: Needing, access: ImitationAccess): ImitationRefusal[] {
  return access === 'FULL' ? imitation.needsFull : imitation.needsReadOnly
}

/** The needs of both accesses, each once. */
export function needsOfBoth({ needsFull, needsReadOnly }: Needing): Need[] {
  const full: Need[] = needsFull.map((need) => ({ need, only: needsReadOnly.includes(need) ? undefined : 'FULL' }))
  return [...full, ...needsReadOnly.filter((need) => !needsFull.includes(need)).map((need): Need => ({ need, only: 'READ_ONLY' }))]
}
