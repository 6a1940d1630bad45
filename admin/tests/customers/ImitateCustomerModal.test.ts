import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import ImitateCustomerModal from '../../src/components/handOver/ImitateCustomerModal.vue'
import { currentUser } from '../../src/currentUser'
import { i18n } from '../../src/texts/i18n'
import { alice, bob, channel, reasonRules, target, token } from '../support/persons'
import { failure, serve } from '../support/server'
import { clickCounts, give } from '../support/setup'
import { watchForms } from '../support/shopTab'
import { control, fill, press, show, text } from '../support/show'

const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')
const items = () => [...document.querySelectorAll('.imitate-target')].map((item) => item.textContent)
const channels = [channel('Storefront'), channel('Headless', 'HEADLESS'), channel('Old', 'HEADLESS', false)]

async function open(customer = bob(), answers = {}, slots = {}) {
  const calls = serve({ SalesChannels: { salesChannels: channels }, ReasonRules: reasonRules(), GenerateImitateCustomerToken: token(), ...answers })
  const { wrapper } = await show(ImitateCustomerModal, { props: { customer }, slots })
  return { calls, modal: wrapper }
}

beforeEach(() => (currentUser.value = alice))

test('names the customer and the sales channels, and reminds of the logout', async () => {
  await open()

  expect(dialog()?.getAttribute('aria-modal')).toBe('true')
  const title = document.getElementById(dialog()?.getAttribute('aria-labelledby') ?? '')
  expect(title?.textContent).toBe('Log in as Bob Builder')
  expect(text()).toContain('Choose the Sales Channel in which you would like to log in as Bob Builder.')
  expect(text()).toContain('Please remember to log out after you have finished your work.')
  expect(document.querySelector('strong')?.textContent).toBe('log out')
})

test('the same in German', async () => {
  i18n.global.locale.value = 'de-DE'
  await open()

  expect(text()).toContain('Anmelden als Bob Builder')
  expect(text()).toContain('Bitte denke daran, Dich abzumelden, nachdem du Deine Arbeit erledigt hast.')
  expect(control('Dialog schließen')).toBeTruthy()
})

test('lists the targets in the order of the server, with name, URL and language', async () => {
  await open()

  expect(items()).toHaveLength(3)
  expect(items()[1]).toContain('Storefront')
  expect(items()[1]).toContain('http://127.0.0.1:8000/de')
  expect(items()[1]).toContain('de-DE')
})

test('enters the chosen target with reason and access, then closes', async () => {
  const { calls, modal } = await open()
  const forms = watchForms()
  clickCounts(true)

  await fill('#imitate-reason', 'Ticket 4711: the cart looks empty')
  document.querySelector<HTMLInputElement>('input[value=READ_ONLY]')?.click()
  await press('localhost')

  expect(calls.at(-1)?.variables).toEqual({
    customerId: 'bob',
    salesChannelId: 'outlet',
    reason: 'Ticket 4711: the cart looks empty',
    reasonCategory: null,
    access: 'READ_ONLY',
    supportCode: null,
  })
  expect(forms[0]?.action).toBe('http://localhost:8000/account/login/imitate-customer')
  expect(modal.emitted('modal-close')).toHaveLength(1)
})

test('looking comes first for who may ask for more; full access stays one click away', async () => {
  currentUser.value = { ...alice, privileges: [...alice.privileges, 'imitation:upgrade'] }
  const { calls } = await open()
  clickCounts(true)
  const values = [...document.querySelectorAll<HTMLInputElement>('input[name=access]')]

  expect(values.map(({ value, checked }) => [value, checked])).toEqual([['READ_ONLY', true], ['FULL', false]])
  expect(text()).toContain('You can ask for full access in the shop.')
  await press('localhost')
  values[1]?.click()
  await press('localhost')

  const sent = calls.filter(({ operation }) => operation === 'GenerateImitateCustomerToken')
  expect(sent.map(({ variables }) => variables.access)).toEqual(['READ_ONLY', 'FULL'])
})

test('full access comes first for who may not', async () => {
  await open()

  const values = [...document.querySelectorAll<HTMLInputElement>('input[name=access]')]
  expect(values.map(({ value, checked }) => [value, checked])).toEqual([['FULL', true], ['READ_ONLY', false]])
  expect(text()).not.toContain('You can ask for full access')
})

test('a refused reason is marked at its field, which gets the focus', async () => {
  await open(bob(), { GenerateImitateCustomerToken: failure('VIOLATION::INVALID', { field: 'reason' }) })

  await press('localhost')

  expect(document.activeElement?.id).toBe('imitate-reason')
  expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
  expect(text()).toContain('Please give a reason: one line of 10 to 500 characters.')
  expect(text()).not.toContain('failed')
})

const strict = { required: true, shortest: 4, pattern: '[0-9]{4}', categories: ['Order', 'Delivery'] }

test('the server says what a reason must be, and its categories are a choice', async () => {
  const { calls } = await open(bob(), { ReasonRules: reasonRules(strict) })

  expect(text()).toContain('One line of 4 to 500 characters.')
  expect(text()).toContain('It must match the pattern [0-9]{4}.')
  const select = document.querySelector<HTMLSelectElement>('#imitate-category')
  expect([...(select?.options ?? [])].map((option) => option.text)).toEqual(['Please choose', 'Order', 'Delivery'])
  expect(select?.getAttribute('aria-required')).toBe('true')

  await fill('#imitate-reason', '4711')
  if (select) select.value = 'Delivery'
  select?.dispatchEvent(new Event('change'))
  await press('localhost')
  expect(calls.at(-1)?.variables).toMatchObject({ reason: '4711', reasonCategory: 'Delivery' })
})

test('where no reason is required, neither is a category; without categories there is no choice', async () => {
  await open(bob(), { ReasonRules: reasonRules({ categories: ['Order'] }) })

  expect(document.querySelector<HTMLSelectElement>('#imitate-category')?.options[0]?.text).toBe('None')
  expect(text()).toContain('Category (optional)')
  await open()
  expect(document.querySelectorAll('#imitate-category')).toHaveLength(1)
})

test('a missing category is marked at its field, which gets the focus, each time', async () => {
  const refused = failure('VIOLATION::INVALID', { field: 'reasonCategory' })
  await open(bob(), { ReasonRules: reasonRules(strict), GenerateImitateCustomerToken: refused })

  for (let time = 0; time < 2; time++) {
    document.getElementById('imitate-reason')?.focus()
    await press('localhost')
    expect(document.activeElement?.id).toBe('imitate-category')
  }
  expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
  expect(text()).toContain('Please choose a category.')
  expect(text()).not.toContain('failed')
})

test('a refusal names every reason and reloads the customer', async () => {
  const refused = failure('CHECKOUT__CUSTOMER_IMITATION_REFUSED', { reasons: ['CUSTOMER_INACTIVE', 'CONSENT_MISSING'] })
  const { modal } = await open(bob(), { GenerateImitateCustomerToken: refused })

  await press('localhost')

  expect(text()).toContain('The customer account is inactive.')
  expect(text()).toContain('The customer has not consented')
  expect(modal.emitted('refused')).toHaveLength(1)
  expect(modal.emitted('modal-close')).toBeUndefined()
})

test('further targets are loaded page by page', async () => {
  const every = Array.from({ length: 230 }, (_, n) => target(`Shop ${n}`, `http://shop-${n}.test`))
  const { calls } = await open(bob({ targets: every.slice(0, 100) }), {
    Customer: ({ after }: { after?: string }) => {
      const next = every.findIndex(({ domain }) => domain.id === after) + 1
      return { customer: bob({ targets: every.slice(next, next + 100) }) }
    },
  })
  await flushPromises()

  expect(items()).toHaveLength(230)
  const asked = calls.filter(({ operation }) => operation === 'Customer')
  expect(asked.map(({ variables }) => variables.after)).toEqual(['http://shop-99.test', 'http://shop-199.test'])
})

test('no search for a few targets, one for many', async () => {
  await open(bob({ targets: Array.from({ length: 7 }, (_, n) => target(`Shop ${n}`, `http://shop-${n}.test`)) }))
  expect(document.querySelector('input[type=search]')).toBeNull()
})

test('the search finds by name, URL and language, and says when it finds nothing', async () => {
  const targets = Array.from({ length: 12 }, (_, n) => target(`Shop ${n}`, `http://shop-${n}.test`))
  await open(bob({ targets }))

  await fill('input[type=search]', 'SHOP-11.')
  expect(items()).toHaveLength(1)

  await fill('input[type=search]', 'elsewhere')
  expect(items()).toHaveLength(0)
  expect(text()).toContain('No Sales Channel matches this search.')
})

test('an active headless channel offers a token to copy', async () => {
  const written: string[] = []
  give('clipboard', { writeText: async (value: string) => void written.push(value) })
  const forms = watchForms()
  const { calls } = await open()

  expect(text()).not.toContain('Old')
  await press('Copy one-time token')

  expect(calls.at(-1)?.variables.salesChannelId).toBe('headless')
  expect(written).toEqual(['one-time-token'])
  expect(text()).toContain('Copied. It works once')
  expect(forms).toHaveLength(0)
})

test('without a clipboard the token is shown', async () => {
  await open()

  await press('Copy one-time token')

  expect(document.querySelector<HTMLInputElement>('input[readonly]')?.value).toBe('one-time-token')
})

test('a customer bound elsewhere gets no headless token', async () => {
  await open(bob({}, { boundSalesChannel: channel('Outlet') }))

  expect(text()).not.toContain('Copy one-time token')
})

test('a user who may not read sales channels sees only the targets', async () => {
  await open(bob(), { SalesChannels: failure('FRAMEWORK__MISSING_PRIVILEGE_ERROR') })

  expect(items()).toHaveLength(3)
  expect(text()).not.toContain('one-time')
})

test.each(['Close dialog', 'Close'])('"%s" closes', async (name) => {
  const { modal } = await open()

  await press(name)

  expect(modal.emitted('modal-close')).toHaveLength(1)
})

test('Escape closes', async () => {
  const { modal } = await open()

  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  await flushPromises()

  expect(modal.emitted('modal-close')).toHaveLength(1)
})

test('focus goes into the dialog, stays there, and returns', async () => {
  const before = document.createElement('button')
  document.body.append(before)
  before.focus()
  const { modal } = await open()
  await vi.waitFor(() => expect(dialog()?.contains(document.activeElement)).toBe(true))

  before.focus()
  expect(dialog()?.contains(document.activeElement)).toBe(true)

  modal.unmount()
  await vi.waitFor(() => expect(document.activeElement).toBe(before))
})

const blocks = ['alert', 'description', 'body', 'sales_channel_domain_items', 'footer', 'footer_cancel']

test.each(['', ...blocks.map((block) => `_${block}`)])('extension point sw_customer_imitate_customer_modal%s', async (block) => {
  const { modal } = await open(bob(), {}, { [`sw_customer_imitate_customer_modal${block}`]: '<p class="mine">mine</p>' })

  expect(dialog()?.querySelector('.mine')?.textContent).toBe('mine')
  expect(modal.exists()).toBe(true)
})

test('a code that is needed is asked for, sent, and wrong ones are marked at their field', async () => {
  const { calls } = await open(bob({ needsFull: ['SUPPORT_CODE_NEEDED'] }), {
    GenerateImitateCustomerToken: failure('CHECKOUT__SUPPORT_CODE_INVALID'),
  })
  expect(text()).toContain('Six digits. The customer makes them in their account')

  await fill('#imitate-code', '123 456')
  await press('localhost')

  expect(calls.at(-1)?.variables.supportCode).toBe('123 456')
  expect(document.activeElement?.id).toBe('imitate-code')
  expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
  expect(text()).toContain('This code does not count')
  expect(document.querySelector('[role=alert]')).toBeNull()
})

test('without a code the server is told that it is asked for, and the field gets the focus', async () => {
  const refused = failure('CHECKOUT__CUSTOMER_IMITATION_REFUSED', { reasons: ['SUPPORT_CODE_NEEDED'] })
  const { calls, modal } = await open(bob(), { GenerateImitateCustomerToken: refused })
  expect(document.querySelector('#imitate-code')).toBeNull()

  await press('localhost')

  expect(calls.at(-1)?.variables.supportCode).toBeNull()
  expect(document.activeElement?.id).toBe('imitate-code')
  expect(text()).toContain('Their account now says that you asked.')
  expect(modal.emitted('refused')).toBeUndefined()
})

test('Enter in the field of the code opens the only target', async () => {
  const { calls, modal } = await open(bob({ targets: [target('Outlet', 'http://localhost:8000/')], needsFull: ['SUPPORT_CODE_NEEDED'] }), {
    SalesChannels: { salesChannels: [] },
  })
  watchForms()
  clickCounts(true)

  await fill('#imitate-code', '471100')
  document.querySelector('#imitate-code')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await flushPromises()

  expect(calls.at(-1)?.variables.supportCode).toBe('471100')
  expect(modal.emitted('modal-close')).toHaveLength(1)
})
