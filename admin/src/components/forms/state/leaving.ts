// Asks before changes get lost: by closing the form, by another page, or with the tab.
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { useRouter } from 'vue-router'
import { currentUser } from '../../../currentUser'

export function useLeaving(dirty: () => boolean) {
  const asking = ref(false)
  let resolve: ((discard: boolean) => void) | undefined

  function answer(discard: boolean): void {
    asking.value = false
    resolve?.(discard)
    resolve = undefined
  }

  async function leave(): Promise<boolean> {
    if (!dirty()) return true
    answer(false)
    asking.value = true
    return new Promise((answered) => (resolve = answered))
  }

  // Without a session there is nothing to ask: the sign-in comes first.
  const stop = useRouter().beforeEach((to, from) => to.path === from.path || !currentUser.value || leave())
  const warn = (event: BeforeUnloadEvent) => dirty() && event.preventDefault()
  onMounted(() => window.addEventListener('beforeunload', warn))
  onBeforeUnmount(() => {
    stop()
    window.removeEventListener('beforeunload', warn)
  })
  return { asking, leave, answer }
}
