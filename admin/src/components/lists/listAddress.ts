// What a list shows stands in the address: filters, order, page size and cursor. So a list can be shared, reloaded and returned to.
import { computed, shallowRef, watch } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'

export const pageSizes = [25, 50, 100] as const

export function useListAddress<const Field extends string>(fields: readonly Field[]) {
  const route = useRoute()
  const router = useRouter()
  const name = route.name
  const query = shallowRef(route.query)
  // While another page opens, the query is already that page's: the list must not be loaded once more.
  watch(
    () => route.query,
    (now) => route.name === name && (query.value = now),
  )

  const values = computed(
    () => Object.fromEntries(fields.map((field) => [field, one(query.value, field)])) as Record<Field, string>,
  )
  const after = computed(() => one(query.value, 'after') || null)
  const first = computed(() => pageSizes.find((size) => String(size) === one(query.value, 'size')) ?? pageSizes[0])

  /** Another filter, order or size begins at the first page. An empty value leaves the address. */
  function set(changes: Partial<Record<Field | 'size', string>>): void {
    const changed: LocationQuery = { ...query.value, ...changes, after: null }
    void router.replace({ query: given(changed), state: { trail: [], row: null } })
  }

  return {
    values,
    after,
    first,
    set,
    /** Whether any value differs from that of the bare address. */
    filtered: computed(() => fields.some((field) => values.value[field])),
    clear: (): void => set(Object.fromEntries(fields.map((field) => [field, ''])) as Partial<Record<Field | 'size', string>>),
    /** The cursors of the pages before stay with the entry of the browser's history. */
    trail: (): string[] => (window.history.state as { trail?: string[] } | null)?.trail ?? [],
    turnTo: (cursor: string, trail: string[]) => router.push({ query: given({ ...query.value, after: cursor }), state: { trail } }),
  }
}

export type ListAddress = Pick<ReturnType<typeof useListAddress>, 'after' | 'first' | 'set' | 'trail' | 'turnTo'>

function one(query: LocationQuery, field: string): string {
  const value = query[field]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

const given = (query: LocationQuery): LocationQuery => Object.fromEntries(Object.entries(query).filter(([, value]) => value))
