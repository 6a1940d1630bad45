// Keeps the keyboard where it was: when the focused control of a page disappears, the nearest one gets the focus.
import { onBeforeUnmount, onMounted } from 'vue'

const controls = 'a[href], button:enabled, input:enabled'

/** The control that had the focus, then what surrounded it, each with its place among its siblings. */
type Path = { element: Element; at: number }[]

/** For the page in the element with this id. Dialogs stand beside it and return the focus themselves, where there is a place left. */
export function useLostFocus(id: string): void {
  let path: Path = []
  const page = () => document.getElementById(id)
  const isLost = () => path[0]?.element.isConnected === false && document.activeElement === document.body

  function remember({ target }: FocusEvent): void {
    if (page()?.contains(target as Node)) path = pathOf(target as Element)
  }

  /** A click beside all controls of the page leaves none that could be lost. */
  function forget({ target }: Event): void {
    if (page()?.contains(target as Node)) path = []
  }

  function restore(): void {
    if (!isLost()) return
    const place = nearest(path) ?? page()
    place?.focus({ preventScroll: place === page() })
  }

  // A page that has just been opened and a dialog that closes set the focus first.
  const observer = new MutationObserver(() => isLost() && setTimeout(restore))

  onMounted(() => {
    document.addEventListener('focusin', remember)
    document.addEventListener('pointerdown', forget, { capture: true })
    observer.observe(document.body, { childList: true, subtree: true })
  })
  onBeforeUnmount(() => {
    document.removeEventListener('focusin', remember)
    document.removeEventListener('pointerdown', forget, { capture: true })
    observer.disconnect()
  })
}

function pathOf(element: Element): Path {
  const path: Path = []
  for (let each: Element | null = element; each; each = each.parentElement) {
    path.push({ element: each, at: [...(each.parentElement?.children ?? [])].indexOf(each) })
  }
  return path
}

/** In what took its place or stands last, else around it, else in its card. */
function nearest(path: Path): HTMLElement | undefined {
  const kept = path.findIndex(({ element }) => element.isConnected)
  const around = path[kept]?.element
  const gone = path[kept - 1]
  if (!around || !gone) return undefined
  const next = around.children[Math.min(gone.at, around.children.length - 1)]
  return controlOf(next) ?? controlOf(around) ?? controlOf(around.closest('section'))
}

function controlOf(element: Element | null | undefined): HTMLElement | undefined {
  if (!element) return undefined
  return [element, ...element.querySelectorAll(controls)].find((each): each is HTMLElement => each.matches(controls))
}
