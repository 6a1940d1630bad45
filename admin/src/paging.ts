// Keyset paging: forward by the cursor of the last row, back by the cursors of the pages before.
import { computed, ref, type WatchSource, watch } from 'vue'
import { useAnswer } from './answer'

export const MOST_COUNTED = 10_000 // a totalCount beyond means more than this

interface Connection<Node> {
  nodes: Node[]
  totalCount: number
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}

/** `load` gets the cursor of the page before; a change of `filters` returns to the first page. */
export function usePages<Node>(load: (after: string | null) => Promise<Connection<Node>>, filters?: WatchSource<unknown>) {
  const trail = ref<string[]>([])
  const answer = useAnswer(() => load(trail.value.at(-1) ?? null), trail)
  if (filters) watch(filters, () => (trail.value = []))

  return {
    ...answer,
    nodes: computed(() => answer.data.value?.nodes ?? []),
    totalCount: computed(() => answer.data.value?.totalCount ?? 0),
    hasNext: computed(() => answer.data.value?.pageInfo.hasNextPage ?? false),
    hasPrevious: computed(() => trail.value.length > 0),
    next: () => {
      const cursor = answer.data.value?.pageInfo.endCursor
      if (cursor) trail.value = [...trail.value, cursor]
    },
    previous: () => (trail.value = trail.value.slice(0, -1)),
  }
}
