// The storefronts to choose from: those that came with the customer, then page by page the others.
import { ref } from 'vue'
import { CustomerDocument } from '../gql/graphql'
import { request } from '../request'
import type { Customer, Target } from './handOver'

const page = 100 // targets, the most that the server answers at once

export function useTargets(customer: Customer) {
  const targets = ref<Target[]>(customer.imitation.targets)

  async function loadOthers(): Promise<void> {
    let last = customer.imitation.targets.length < page ? undefined : customer.imitation.targets.at(-1)
    while (last) {
      const answer = await request(CustomerDocument, { id: customer.id, first: page, after: last.domain.id })
      const found = answer.customer?.imitation.targets ?? []
      targets.value = [...targets.value, ...found]
      last = found.length < page ? undefined : found.at(-1)
    }
  }

  return { targets, loadOthers }
}
