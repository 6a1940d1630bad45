// Loads again and again while the page is visible, and at once when it becomes visible again.
import { onBeforeUnmount, onMounted } from 'vue'

const touches = ['keydown', 'pointerdown'] as const

interface Options {
  /** Milliseconds without a key or a click after which it rests: what runs on every page must not keep a session alive. */
  rest?: number
}

/** The next turn begins `every` milliseconds after the end of the one before: a slow answer is waited for, a failed one repeated. */
export function usePolling(load: () => Promise<void>, every: number, { rest = Infinity }: Options = {}): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  let touchedAt = Date.now()
  let resting = false

  function wait(): void {
    clearTimeout(timer)
    resting = Date.now() - touchedAt >= rest
    if (!document.hidden && !resting) timer = setTimeout(poll, every)
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

  function touch(): void {
    touchedAt = Date.now()
    if (resting) void poll()
    resting = false
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', look)
    for (const name of touches) window.addEventListener(name, touch, { capture: true, passive: true })
    wait()
  })
  onBeforeUnmount(() => {
    turn++
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
    for (const name of touches) window.removeEventListener(name, touch, { capture: true })
  })
}
