// What a page waits for: data, or a failure, or still nothing.
import { computed, ref, shallowRef, watch, type WatchSource } from 'vue'

/** Loads now and whenever `source` changes. An answer that a newer question has overtaken is dropped. */
export function useAnswer<Data>(load: () => Promise<Data>, source?: WatchSource<unknown>) {
  const data = shallowRef<Data>()
  const failure = shallowRef<unknown>()
  const loading = ref(false)
  let latest = 0

  async function reload(): Promise<void> {
    const question = ++latest
    loading.value = true
    try {
      const answer = await load()
      if (question !== latest) return
      data.value = answer
      failure.value = undefined
    } catch (error) {
      if (question === latest) failure.value = error
    } finally {
      if (question === latest) loading.value = false
    }
  }

  if (source) watch(source, reload)
  void reload()
  return { data, failure, loading, reload, waiting: computed(() => loading.value && data.value === undefined) }
}
