// A form that asks before it is sent, where something ends by it.
import { ref } from 'vue'
import type { Form } from './form'

/** `ends` names what ends by the draft, a line each; without any nothing is asked. */
export function useAsked<Draft extends Record<string, unknown>>(form: Form<Draft>, ends: () => string[]) {
  const asking = ref(false)
  let resolve: ((goOn: boolean) => void) | undefined

  function answer(goOn: boolean): void {
    asking.value = false
    resolve?.(goOn)
  }

  async function confirmed(): Promise<boolean> {
    if (!ends().length) return true
    asking.value = true
    return new Promise((answered) => (resolve = answered))
  }

  const submit = async () => (await confirmed()) && form.submit()
  return { form: Object.create(form, { submit: { value: submit } }) as Form<Draft>, asking, answer }
}
