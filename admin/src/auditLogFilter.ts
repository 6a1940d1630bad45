// The filter of the audit log. It is kept in the URL, so that a filtered page can be shared, reloaded and returned to.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { ImitationsQueryVariables } from './gql/graphql'

const fields = ['user', 'customer', 'since', 'until', 'state'] as const
export type Field = (typeof fields)[number]
type Filter = Record<Field, string>

export function useAuditLogFilter() {
  const route = useRoute()
  const router = useRouter()
  const filter = computed(() => Object.fromEntries(fields.map((field) => [field, String(route.query[field] ?? '')])) as Filter)

  function set(field: Field, value: string): void {
    const query = { ...filter.value, [field]: value }
    void router.replace({ query: Object.fromEntries(Object.entries(query).filter(([, chosen]) => chosen)) })
  }

  return { filter, set, clear: () => void router.replace({ query: {} }) }
}

/** Whole days in the reader's time zone: from the start of `since` to the end of `until`. */
export function variablesOf(filter: Filter): ImitationsQueryVariables {
  return {
    userId: filter.user || null,
    customerId: filter.customer || null,
    active: filter.state ? filter.state === 'live' : null,
    since: dayStart(filter.since, 0),
    until: dayStart(filter.until, 1),
  }
}

function dayStart(day: string, plus: number): string | null {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return null
  return new Date(year, month - 1, date + plus).toISOString()
}
