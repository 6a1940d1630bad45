// What a form about a customer holds, and what ends by it.
import type { CustomerInput, CustomerQuery } from '../../gql/graphql'

export type Stored = Omit<NonNullable<CustomerQuery['customer']>, 'imitation'>

export type CustomerDraft = {
  customerNumber: string
  email: string
  firstName: string
  lastName: string
  company: string
  externalId: string
  active: boolean
  guest: boolean
  boundSalesChannelId: string
  imitationConsent: boolean
  needsApproval: boolean
}
export type NewDraft = CustomerDraft & { password: string }

export const newCustomer: NewDraft = {
  customerNumber: '',
  email: '',
  firstName: '',
  lastName: '',
  company: '',
  externalId: '',
  active: true,
  guest: false,
  boundSalesChannelId: '',
  imitationConsent: false,
  needsApproval: false,
  password: '',
}

export const draftOf = (customer: Stored): CustomerDraft => ({
  customerNumber: customer.customerNumber,
  email: customer.email,
  firstName: customer.firstName,
  lastName: customer.lastName,
  company: customer.company ?? '',
  externalId: customer.externalId ?? '',
  active: customer.active,
  guest: customer.guest,
  boundSalesChannelId: customer.boundSalesChannel?.id ?? '',
  imitationConsent: customer.imitationConsent,
  needsApproval: customer.needsApproval,
})

/** Values as the API takes them: what is empty and may be is null. */
export function inputOf(values: Partial<NewDraft>): CustomerInput {
  const input: CustomerInput = { ...values }
  for (const field of ['company', 'externalId', 'boundSalesChannelId'] as const) if (input[field] === '') input[field] = null
  if (!input.password || input.guest) delete input.password
  return input
}

/** The keys of what ends by the changes. */
export function endings(before: CustomerDraft, changes: Partial<CustomerDraft>): string[] {
  if (changes.active === false || changes.guest) return ['customerForm.ends.sessions', 'customerForm.ends.imitations']
  const found: string[] = []
  if (changes.boundSalesChannelId) found.push('customerForm.ends.elsewhere')
  if (before.imitationConsent && changes.imitationConsent === false) found.push('customerForm.ends.imitations')
  return found
}
