// Sends a form once at a time, and sorts what is refused by field.
import { ref } from 'vue'
import { RequestFailed } from '../../request'
import { useInvalid } from '../../texts/invalid'
import { useProblem } from '../../texts/problem'

export function useSending() {
  const problem = useProblem()
  const invalid = useInvalid()
  const busy = ref(false)
  const failure = ref('')
  const problems = ref<Record<string, string>>({})

  function clear(): void {
    failure.value = ''
    problems.value = {}
  }

  function refused(error: unknown, fields: string[]): void {
    const field = error instanceof RequestFailed ? String(error.extensions.field ?? '') : ''
    const text = error instanceof RequestFailed && error.code === 'VIOLATION::INVALID' ? invalid(error.message) : problem(error)
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
      refused(error, fields)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, problems, clear, run }
}
