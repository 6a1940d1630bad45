// Short messages in a corner of the page; each disappears after some seconds.
import { ref } from 'vue'

export interface Notice {
  id: number
  text: string
  variant: 'positive' | 'critical'
}

const stay = 6000 // ms
let count = 0

export const notices = ref<Notice[]>([])

export function notify(text: string, variant: Notice['variant'] = 'positive'): void {
  const id = ++count
  notices.value.push({ id, text, variant })
  setTimeout(() => dismiss(id), stay)
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id)
}
