// What a form's frame does: sends it, and leads to what was refused.
import { nextTick, ref, type Ref } from 'vue'
import type { FormState } from './form'

export function useFrame(form: () => FormState, element: Ref<HTMLElement | null>, saved: () => void) {
  /** A refusal of a field that the form does not show. */
  const elsewhere = ref('')

  async function submit(): Promise<void> {
    elsewhere.value = ''
    if (await form().submit()) return saved()
    await nextTick()
    const refused = element.value?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (refused) refused.focus()
    else elsewhere.value = Object.values(form().problems)[0] ?? ''
  }

  return { submit, elsewhere }
}
