// The storefronts to choose from: those that came with the customer, and page by page the others.
import { computed } from 'vue'
import { useAnswer } from '../answer'
import { CustomerDocument } from '../gql/graphql'
import { request } from '../request'
import type { Customer, Target } from './handOver'

const page = 100 // targets, the most that the server answers at once

export function useTargets(customer: () => Customer) {
  const others = useAnswer(() => loadOthers(customer()), customer)
  const targets = computed(() => [...customer().imitation.targets, ...(others.data.value ?? [])])
  return { targets, failure: others.failure }
}

async function loadOthers(customer: Customer): Promise<Target[]> {
  const others: Target[] = []
  let last = lastOf(customer.imitation.targets)
  while (last) {
    const answer = await request(CustomerDocument, { id: customer.id, first: page, after: last.domain.id })
    const found = answer.customer?.imitation.targets ?? []
    others.push(...found)
    last = lastOf(found)
  }
  return others
}

/** The last target of a full page, behind which there may be others. */
const lastOf = (targets: Target[]) => (targets.length < page ? undefined : targets.at(-1))
