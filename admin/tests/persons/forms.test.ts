import { readdirSync, readFileSync } from 'node:fs'
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { beforeEach, expect, test, vi } from 'vitest'
import { useForm, type Form } from '../../src/components/forms/form'
import ConfirmDialog from '../../src/components/forms/ConfirmDialog.vue'
import FormCard from '../../src/components/forms/FormCard.vue'
import FormDialog from '../../src/components/forms/FormDialog.vue'
import FormField from '../../src/components/forms/FormField.vue'
import { currentUser } from '../../src/currentUser'
import { RequestFailed } from '../../src/request'
import { i18n } from '../../src/texts/i18n'
import { refusedTexts } from '../../src/texts/invalid'
import { admin } from '../support/persons'
import { control, fill, press, show, text } from '../support/show'

type Draft = { firstName: string; email: string }
const loaded: Draft = { firstName: 'Bob', email: 'bob@example.com' }
const refused = (field: string, message: string) => new RequestFailed('VIOLATION::INVALID', message, { field })
const escape = async () => {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  await flushPromises()
}

let form: Form<Draft>
let send: (form: Form<Draft>) => Promise<unknown>

/** A form with two fields in a dialog or in a card; `saved` and `closed` (of the dialog) are its events. */
function person(frame: typeof FormDialog | typeof FormCard) {
  const saved = vi.fn()
  const closed = vi.fn()
  const component = defineComponent({
    setup() {
      form = useForm(loaded, (sent) => send(sent))
      const field = (name: keyof Draft) =>
        h(FormField, {
          form,
          name,
          label: name,
          modelValue: form.draft[name],
          'onUpdate:modelValue': (value: string | null | undefined) => (form.draft[name] = value ?? ''),
        })
      const fields = () => [field('firstName'), field('email')]
      const events = { onSaved: saved, ...(frame === FormDialog && { onClose: closed }) } // a card has no way out
      return () => h(frame as typeof FormDialog, { title: 'Person', form, ...events }, fields)
    },
  })
  return { component, saved, closed }
}

beforeEach(() => {
  currentUser.value = admin
  send = () => Promise.resolve()
})

test('only what has changed is sent', async () => {
  const { component, saved } = person(FormDialog)
  let sent: object = {}
  send = async ({ changes }) => (sent = changes)
  await show(component)

  await fill('[name=firstName]', 'Rob')
  await press('Save')

  expect(sent).toEqual({ firstName: 'Rob' })
  expect(saved).toHaveBeenCalledOnce()
  expect(form.dirty).toBe(false)
})

test('nothing can be sent before something has changed', async () => {
  await show(person(FormDialog).component)

  expect((control('Save') as HTMLButtonElement).disabled).toBe(true)
})

test('a refusal is shown at its field, which gets the focus', async () => {
  const { component, saved } = person(FormDialog)
  send = () => Promise.reject(refused('email', 'Another user has this address.'))
  i18n.global.locale.value = 'de-DE'
  await show(component)

  await fill('[name=email]', 'carol@example.com')
  await press('Speichern')

  const field = document.querySelector('[name=email]')
  expect(document.getElementById(field?.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Das ist schon vergeben.')
  expect(document.activeElement).toBe(field)
  expect(saved).not.toHaveBeenCalled()
})

test.each([
  ['id', 'The last active super admin stays.', 'The last active administrator stays'],
  ['id', 'Something new.', 'This value is not accepted: Something new.'],
])('a refusal of a field that is not shown stands above the form', async (field, message, shown) => {
  send = () => Promise.reject(refused(field, message))
  await show(person(FormDialog).component)

  await fill('[name=email]', 'carol@example.com')
  await press('Save')

  expect(document.querySelector('[role=alert]')?.textContent).toContain(shown)
})

test('closing with changes asks first', async () => {
  const { component, closed } = person(FormDialog)
  await show(component)
  await fill('[name=firstName]', 'Rob')

  await escape()
  expect(text()).toContain('Your changes are not saved.')
  await press('Keep editing')
  expect(closed).not.toHaveBeenCalled()
  expect(document.querySelector<HTMLInputElement>('[name=firstName]')?.value).toBe('Rob')

  await press('Cancel')
  await press('Discard changes')
  expect(closed).toHaveBeenCalledOnce()
})

test('closing without changes asks nothing', async () => {
  const { component, closed } = person(FormDialog)
  await show(component)

  await escape()

  expect(closed).toHaveBeenCalledOnce()
})

test('leaving the page with changes asks first', async () => {
  const { router } = await show(person(FormCard).component, { at: '/users' })
  await fill('[name=firstName]', 'Rob')

  const kept = router.push('/nowhere')
  await vi.waitFor(() => control('Keep editing'))
  await press('Keep editing')
  await kept
  expect(router.currentRoute.value.path).toBe('/users')

  const left = router.push('/nowhere')
  await vi.waitFor(() => control('Discard changes'))
  await press('Discard changes')
  await left
  expect(router.currentRoute.value.path).toBe('/nowhere')
})

test('a tab that is closed with changes asks as browsers do', async () => {
  await show(person(FormCard).component)
  const leave = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(leave()).toBe(false)

  await fill('[name=firstName]', 'Rob')

  expect(leave()).toBe(true)
})

test('what another user saved meanwhile is taken over, and both changes to one field are named', async () => {
  await show(person(FormCard).component)
  await fill('[name=firstName]', 'Rob')

  expect(form.rebase({ firstName: 'Bob', email: 'bob@example.org' })).toEqual([])
  expect(form.draft).toEqual({ firstName: 'Rob', email: 'bob@example.org' })
  expect(form.changes).toEqual({ firstName: 'Rob' })

  expect(form.rebase({ firstName: 'Bert', email: 'bob@example.org' })).toEqual(['firstName'])
  expect(form.draft.firstName).toBe('Rob')
})

test('a confirmation names what ends, and its first focus changes nothing', async () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [] })
  const props = { title: 'Delete Bob?', ends: ['2 sessions', '1 imitation'], confirmLabel: 'Delete' }
  const dialog = mount(ConfirmDialog, { attachTo: document.body, props, global: { plugins: [i18n, router] } })
  await vi.waitFor(() => expect(document.activeElement).toBe(control('Cancel')))

  expect([...document.querySelectorAll('li')].map((item) => item.textContent)).toEqual(['2 sessions', '1 imitation'])
  await press('Delete')
  await escape()
  expect(dialog.emitted()).toMatchObject({ confirm: [[]], close: [[]] })
})

test('every translated refusal is a text of the server', () => {
  const sources = ['../auth', '../resolvers'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.py'))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  )
  // The texts as the source writes them, with something for each number in braces.
  const texts = sources.flatMap((source) =>
    [...source.matchAll(/f?"([^"\n]+)"/g)].map((found) => (found[1] ?? '').replace(/\{\w+\}/g, '7')),
  )

  expect(refusedTexts.filter(([pattern]) => !texts.some((one) => pattern.test(one)))).toEqual([])
})
