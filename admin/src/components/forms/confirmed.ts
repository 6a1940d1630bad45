// What a button does after it asked: it names what ends, is busy meanwhile, and says why it was refused.
import { ref, shallowRef } from 'vue'
import { useRefused } from '../../texts/invalid'

/**
 * `ends` tells what ends, for ConfirmDialog; `Subject` is what the act is about, if there are several. `known` has words for
 * refusals that mean more here than elsewhere.
 */
export function useConfirmed<Subject = undefined>(
  act: (subject: Subject) => Promise<unknown>,
  ends: (subject: Subject) => Promise<string[]> | string[] = () => [],
  known: (error: unknown) => string | undefined = () => undefined,
) {
  const refused = useRefused()
  const asked = shallowRef<{ subject: Subject; ends: string[] }>()
  const busy = ref(false)
  const failure = ref('')

  async function ask(subject: Subject): Promise<void> {
    failure.value = ''
    // Without the numbers it asks all the same.
    asked.value = { subject, ends: await Promise.resolve(ends(subject)).catch(() => []) }
  }

  async function confirm(): Promise<void> {
    if (!asked.value || busy.value) return
    busy.value = true
    failure.value = ''
    try {
      await act(asked.value.subject)
      asked.value = undefined
    } catch (error) {
      failure.value = known(error) ?? refused(error)
    } finally {
      busy.value = false
    }
  }

  return { asked, busy, failure, ask, confirm, close: () => (asked.value = undefined) }
}
