// What the list of customers is narrowed and sorted by, as it stands in the address.
import type { Consent, CustomerSort, CustomersQueryVariables } from '../../gql/graphql'

export const fields = ['search', 'active', 'guest', 'consent', 'channel', 'company', 'sort'] as const
export type Field = (typeof fields)[number]
export type CustomerFilter = Record<Field, string>

export const consents: Consent[] = ['GIVEN', 'NOT_ASKED', 'WITHDRAWN']
/** The order by name is that of the bare address. */
export const sorts: (CustomerSort | '')[] = ['', 'NUMBER', 'LAST_LOGIN', 'NEWEST']

/** An address that was written by hand may hold anything: what means nothing is left out. */
export function variablesOf(filter: CustomerFilter): CustomersQueryVariables {
  return {
    search: filter.search || null,
    active: truth(filter.active),
    guest: truth(filter.guest),
    consent: consents.find((consent) => consent === filter.consent) ?? null,
    boundSalesChannelId: /^[0-9a-f]{32}$/.test(filter.channel) ? filter.channel : null,
    company: filter.company || null,
    sort: sorts.find((sort) => sort === filter.sort) || 'NAME',
  }
}

const truth = (value: string): boolean | null => ({ true: true, false: false })[value] ?? null
