// Loads again and again while the page is visible, and at once when it becomes visible again.
import { onBeforeUnmount, onMounted } from 'vue'

/** The next turn begins `every` milliseconds after the end of the one before: a slow answer is waited for, a failed one repeated. */
export function usePolling(load: () => Promise<void>, every: number): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  function wait(): void {
    clearTimeout(timer)
    if (!document.hidden) timer = setTimeout(poll, every)
  }

  async function poll(): Promise<void> {
    const mine = ++turn
    clearTimeout(timer)
    await load()
    if (mine === turn) wait()
  }

  function look(): void {
    if (document.hidden) clearTimeout(timer)
    else void poll()
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', look)
    wait()
  })
  onBeforeUnmount(() => {
    turn++
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  })
}
