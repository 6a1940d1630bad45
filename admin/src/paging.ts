// Keyset paging: forward by the cursor of the last row, back by the cursors of the pages before.
import { computed, ref, type ShallowRef, type WatchSource, watch } from 'vue'
import { useAnswer } from './answer'
import type { ListAddress } from './components/lists/listAddress'
import { RequestFailed } from './request'

export const MOST_COUNTED = 10_000 // a totalCount beyond means more than this

interface Connection<Node> {
  nodes: Node[]
  totalCount: number
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}

/** For a list that is a part of a page. `load` gets the cursor of the page before; a change of `filters` returns to the first page. */
export function usePages<Node>(load: (after: string | null) => Promise<Connection<Node>>, filters?: WatchSource<unknown>) {
  const trail = ref<string[]>([])
  const answer = useAnswer(() => load(trail.value.at(-1) ?? null), trail)
  if (filters) watch(filters, () => (trail.value = []))

  return {
    ...answer,
    ...shown(answer.data),
    hasPrevious: computed(() => trail.value.length > 0),
    next: () => {
      const cursor = answer.data.value?.pageInfo.endCursor
      if (cursor) trail.value = [...trail.value, cursor]
    },
    previous: () => (trail.value = trail.value.slice(0, -1)),
  }
}

/** For the list of a page: filters, size and cursor stand in the address. */
export function usePagesInAddress<Node>(
  load: (page: { first: number; after: string | null }) => Promise<Connection<Node>>,
  address: ListAddress & { values: { value: Record<string, string> } },
) {
  const { after, first, trail, turnTo } = address
  const answer = useAnswer(
    () => load({ first: first.value, after: after.value }),
    () => JSON.stringify([address.values.value, first.value, after.value]),
  )
  // The cursor of another filter or order, in an address that was written by hand.
  watch(answer.failure, (failure) => {
    if (failure instanceof RequestFailed && failure.extensions.field === 'after') address.set({})
  })

  return {
    ...answer,
    ...shown(answer.data),
    hasPrevious: computed(() => after.value !== null),
    next: () => {
      const cursor = answer.data.value?.pageInfo.endCursor
      // While another list is loaded, the cursor is still that of the one before.
      if (cursor && !answer.loading.value) void turnTo(cursor, [...trail(), after.value ?? ''])
    },
    previous: () => void turnTo(trail().at(-1) ?? '', trail().slice(0, -1)),
  }
}

function shown<Node>(data: ShallowRef<Connection<Node> | undefined>) {
  return {
    nodes: computed(() => data.value?.nodes ?? []),
    totalCount: computed(() => data.value?.totalCount ?? 0),
    hasNext: computed(() => data.value?.pageInfo.hasNextPage ?? false),
  }
}
