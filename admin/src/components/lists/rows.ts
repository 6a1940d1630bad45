// The rows of a list: Up, Down, Home and End move between them, and the way back leads to the row that was opened.
import type { Directive } from 'vue'

const moves: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
}

/** For the `tbody` of rows that each have a `data-row`; the first link or button of a row is focused. */
export const vRows: Directive<HTMLElement> = {
  mounted(body) {
    body.addEventListener('keydown', (event) => move(body, event))
    body.addEventListener('click', remember)
    const { row } = (window.history.state ?? {}) as { row?: string | null }
    if (row) focus(rowsOf(body).find((each) => each.dataset.row === row))
  },
}

function move(body: HTMLElement, event: KeyboardEvent): void {
  const step = moves[event.key]
  const rows = rowsOf(body)
  const at = rows.findIndex((row) => row.contains(event.target as Node))
  const isField = (event.target as Element).matches('input, select, textarea')
  if (!step || at < 0 || isField || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  focus(rows[step(at, rows.length - 1)])
}

/** On a click and not on every focus: browsers limit how often a page may write its history. */
function remember(event: Event): void {
  const row = (event.target as Element).closest<HTMLElement>('[data-row]')?.dataset.row
  if (row) window.history.replaceState({ ...window.history.state, row }, '')
}

const rowsOf = (body: HTMLElement) => [...body.querySelectorAll<HTMLElement>('[data-row]')]
const focus = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>('a[href], button')?.focus()
