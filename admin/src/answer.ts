// Loads the data of a page and keeps its state: waiting, data or failure.
import { computed, ref, shallowRef, watch, type WatchSource } from 'vue'

/** Loads now and whenever `source` changes. An answer that arrives after a newer request is dropped. */
export function useAnswer<Data>(load: () => Promise<Data>, source?: WatchSource<unknown>) {
  const data = shallowRef<Data>()
  const failure = shallowRef<unknown>()
  const loading = ref(false)
  let latest = 0

  async function reload(): Promise<void> {
    const turn = ++latest
    loading.value = true
    try {
      const answer = await load()
      if (turn !== latest) return
      data.value = answer
      failure.value = undefined
    } catch (error) {
      if (turn === latest) failure.value = error
    } finally {
      if (turn === latest) loading.value = false
    }
  }

  if (source) watch(source, reload)
  void reload()
  return { data, failure, loading, reload, waiting: computed(() => loading.value && data.value === undefined) }
}
