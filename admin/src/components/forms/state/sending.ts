// Sends a form once at a time, and sorts what is refused by field.
import { ref } from 'vue'
import { RequestFailed } from '../../../request'
import { useRefused } from '../../../texts/invalid'

/** A refusal that this form knows: its field and its text. */
export type Known = (error: RequestFailed) => { field: string; text: string } | undefined

/** Another user has changed the same fields; the texts by field. */
export class Conflict extends Error {
  constructor(readonly problems: Record<string, string>) {
    super()
  }
}

export function useSending(known?: Known) {
  const refused = useRefused()
  const busy = ref(false)
  const failure = ref('')
  const problems = ref<Record<string, string>>({})

  function clear(): void {
    failure.value = ''
    problems.value = {}
  }

  function sort(error: unknown, fields: string[]): void {
    if (error instanceof Conflict) return void (problems.value = error.problems)
    const here = error instanceof RequestFailed ? known?.(error) : undefined
    const text = here?.text ?? refused(error)
    const field = here?.field ?? (error instanceof RequestFailed ? String(error.extensions.field ?? '') : '')
    // A field within another, such as domains.url, belongs to the outer one.
    const at = [field, field.split('.')[0] ?? ''].find((name) => fields.includes(name))
    if (at) problems.value = { [at]: text }
    else failure.value = text
  }

  async function run(fields: string[], send: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    clear()
    try {
      await send()
      return true
    } catch (error) {
      sort(error, fields)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, problems, clear, run }
}
