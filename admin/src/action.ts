// What a button does: it is busy meanwhile, and a failure becomes a notice.
import { ref } from 'vue'
import { notify } from './notices'
import { useProblem } from './texts/problem'

export function useAction(action: () => Promise<void>) {
  const problem = useProblem()
  const busy = ref(false)

  async function run(): Promise<void> {
    busy.value = true
    try {
      await action()
    } catch (error) {
      notify(problem(error), 'critical')
    } finally {
      busy.value = false
    }
  }

  return { busy, run }
}
