// The sign-ins that the user has confirmed as their own. This browser alone remembers it: an intruder who confirms theirs hides it
// from nobody else.
import { ref } from 'vue'

const key = 'imitate.knownSignIns'
const most = 100
const kept = ref<string[]>(read())

export const knows = (id: string): boolean => kept.value.includes(id)

export function know(id: string): void {
  kept.value = [id, ...kept.value].slice(0, most)
  localStorage.setItem(key, JSON.stringify(kept.value))
}

function read(): string[] {
  try {
    return [...(JSON.parse(localStorage.getItem(key) ?? '[]') as string[])]
  } catch {
    return []
  }
}
