// Links of other systems to a customer: /admin/customers?email=…, number=… or order=…, with a reason.
import type { LocationQuery } from 'vue-router'
import type { CustomersQuery } from '../../gql/graphql'

type Found = CustomersQuery['customers']['nodes'][number]
const ways = ['email', 'number', 'order'] as const

export interface DeepLink {
  by: (typeof ways)[number]
  value: string
  reason: string
}

export function deepLinkOf(query: LocationQuery): DeepLink | undefined {
  const one = (name: string) => String([query[name]].flat()[0] ?? '').trim()
  const by = ways.find((way) => one(way))
  // A plus that a helpdesk did not escape means a blank in an address, and e-mail addresses have none.
  return by && { by, value: by === 'email' ? one(by).replaceAll(' ', '+') : one(by), reason: one('reason') }
}

/** What finds the customer; `#` finds by the number of an order alone. */
export const searchOf = ({ by, value }: DeepLink): string => (by === 'order' ? `#${value.replace(/^#/, '')}` : value)

/** A search finds what contains the words as well. */
export function isMeant({ by, value }: DeepLink, customer: Found): boolean {
  if (by === 'order') return true
  const plain = (text: string) => text.normalize('NFC').toLowerCase()
  return plain(by === 'email' ? customer.email : customer.customerNumber) === plain(value)
}
