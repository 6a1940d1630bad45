// Words for the fields of a customer and for what changed in them.
import { useI18n } from 'vue-i18n'
import type { CustomerDraft } from './draft'

const labels: Record<keyof CustomerDraft, string> = {
  customerNumber: 'customer.number',
  email: 'customer.email',
  firstName: 'customerForm.firstName',
  lastName: 'customerForm.lastName',
  company: 'customer.company',
  externalId: 'customerForm.externalId',
  active: 'customer.active',
  guest: 'customer.guest',
  boundSalesChannelId: 'customerForm.channel',
  imitationConsent: 'customer.consent',
  needsApproval: 'requests.needsApproval',
}

export function useDraftWords() {
  const { t } = useI18n()

  function value(field: keyof CustomerDraft, draft: CustomerDraft): string {
    const now = draft[field]
    if (typeof now === 'boolean') return t(now ? 'customerForm.yes' : 'customerForm.no')
    if (field === 'boundSalesChannelId') return t(now ? 'customerForm.otherChannel' : 'customerForm.everyChannel')
    return now || '–'
  }

  /** A line for each field in which the drafts differ, with the value of the second. */
  const differences = (before: CustomerDraft, after: CustomerDraft): string[] =>
    (Object.keys(labels) as (keyof CustomerDraft)[])
      .filter((field) => before[field] !== after[field])
      .map((field) => t('customerForm.difference', { field: t(labels[field]), value: value(field, after) }))

  return { differences }
}
