// The filters of the audit log as its address has them, and what the server is asked.
import type { ImitationAccess, ImitationEndReason, ImitationsQueryVariables, ImitationStatus } from './gql/graphql'

export const filterFields = [
  'user', 'customer', 'channel', 'access', 'state', 'cause', 'category', 'reason', 'ordered', 'order', 'since', 'until',
] as const
export type Filter = Record<(typeof filterFields)[number], string>

/** Whole days in the reader's time zone: from the start of `since` to the end of `until`. */
export function variablesOf(filter: Filter) {
  return {
    userId: filter.user || null,
    customerId: filter.customer || null,
    salesChannelId: filter.channel || null,
    access: (filter.access || null) as ImitationAccess | null,
    ...stateOf(filter.state),
    endReason: (filter.cause || null) as ImitationEndReason | null,
    reasonCategory: filter.category || null,
    reason: filter.reason || null,
    orderPlaced: filter.ordered ? filter.ordered === 'yes' : null,
    orderNumber: filter.order || null,
    since: dayStart(filter.since, 0),
    until: dayStart(filter.until, 1),
  } satisfies ImitationsQueryVariables
}

/** Where the same is downloaded; the server names the file. */
export function exportAddress(filter: Filter, form: 'csv' | 'json'): string {
  const given = Object.entries(variablesOf(filter)).filter(([, value]) => value !== null)
  const parameters = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return `/admin/export/audit.${form}${given.length ? `?${parameters}` : ''}`
}

function stateOf(state: string): { active: boolean | null; status: ImitationStatus | null } {
  if (state === 'live' || state === 'over') return { active: state === 'live', status: null }
  return { active: null, status: (state || null) as ImitationStatus | null }
}

function dayStart(day: string, plus: number): string | null {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return null
  return new Date(year, month - 1, date + plus).toISOString()
}
