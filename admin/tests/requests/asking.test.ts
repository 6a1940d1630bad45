// The dialog of the imitation where the access needs an approval: it asks, waits, and goes on.
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import ImitateCustomerModal from '../../src/components/handOver/ImitateCustomerModal.vue'
import { currentUser } from '../../src/currentUser'
import type { ImitationRequest } from '../../src/imitation/approvals/requests'
import { alice, bob, channel, reasonRules, request, token } from '../support/persons'
import { failure, page, serve } from '../support/server'
import { clickCounts } from '../support/setup'
import { watchForms } from '../support/shopTab'
import { fill, press, show, text } from '../support/show'

const every = 5_000 // ms
const careful = bob({ needsFull: ['APPROVAL_NEEDED'] })
const byLara = { id: 'lara', username: 'lara', firstName: 'Lara', lastName: 'Lead' }
const channels = [channel('Storefront'), channel('Headless', 'HEADLESS')]

beforeEach(() => {
  currentUser.value = alice
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => vi.useRealTimers())

/** The requests of the server are those in the list at the time of each answer. */
async function open(stored: ImitationRequest[] = [], answers = {}, customer = careful) {
  const calls = serve({
    SalesChannels: { salesChannels: channels },
    ReasonRules: reasonRules(),
    ImitationRequests: () => ({ imitationRequests: page(stored) }),
    RequestImitation: () => {
      stored.unshift(request())
      return { requestImitation: stored[0] }
    },
    GenerateImitateCustomerToken: token(),
    ...answers,
  })
  const { wrapper } = await show(ImitateCustomerModal, { props: { customer } })
  const sent = (operation: string) => calls.filter((call) => call.operation === operation).map(({ variables }) => variables)
  return { stored, sent, modal: wrapper }
}

async function later(): Promise<void> {
  await vi.advanceTimersByTimeAsync(every)
  await flushPromises()
}

async function ask(): Promise<void> {
  await fill('#imitate-reason', 'Ticket 4711: an order by telephone')
  await press('http://127.0.0.1:8000')
}

test('an approval is asked for, waited for and used, with one reason', async () => {
  const { stored, sent, modal } = await open()
  expect(text()).toContain("Another user's approval.")
  expect(document.querySelector('#imitate-reason')?.getAttribute('aria-required')).toBe('true')
  expect([...document.querySelectorAll('.imitate-target__action')].map((one) => one.textContent)).toEqual(Array(3).fill('Request approval'))
  const forms = watchForms()
  clickCounts(true)

  await ask()
  expect(sent('RequestImitation')).toEqual([
    { customerId: 'bob', salesChannelId: 'storefront', reason: 'Ticket 4711: an order by telephone', reasonCategory: null, access: 'FULL' },
  ])
  expect(text()).toContain('Your request waits for another user.')
  expect(document.querySelector('.imitate-target')).toBeNull()
  stored[0] = request({ state: 'APPROVED', decidedBy: byLara })
  await later()
  expect(text()).toContain('Your request is approved')
  expect(text()).toContain('Approved by Lara Lead')
  expect([...document.querySelectorAll('.imitate-target__url')].map((url) => url.textContent)).toEqual(['http://127.0.0.1:8000', 'http://127.0.0.1:8000/de'])
  await press('http://127.0.0.1:8000/de')

  expect(sent('GenerateImitateCustomerToken')).toEqual([{ customerId: 'bob', salesChannelId: 'storefront', requestId: 'r1' }])
  expect(forms).toHaveLength(1)
  expect(modal.emitted('modal-close')).toHaveLength(1)
})

test.each([
  ['REFUSED', { decidedBy: byLara, decisionReason: 'No order is open' }, 'Refused by Lara Lead: No order is open'],
  ['EXPIRED', {}, 'Your request has expired.'],
] as const)('a request that is %s says so, ends the polling, and another one keeps what was typed', async (state, other, words) => {
  const { stored, sent } = await open()
  await ask()

  stored[0] = request({ state, ...other })
  await later()
  expect(text()).toContain(words)
  const asked = sent('ImitationRequests').length
  await later()
  expect(sent('ImitationRequests')).toHaveLength(asked)
  await press('New request')

  expect(document.querySelector<HTMLInputElement>('#imitate-reason')?.value).toBe('Ticket 4711: an order by telephone')
})

test('a request that waits already is shown, one of another user or customer is not', async () => {
  const others = [
    request({ id: 'r2', user: byLara }),
    request({ id: 'r3', customer: { ...request().customer, id: 'carol' } }),
    request({ id: 'r4', state: 'USED' }),
  ]
  await open([...others])
  expect(text()).not.toContain('Your request')

  await open([...others, request()])
  expect(text()).toContain('Your request waits for another user.')
})

test('a customer who cannot log in needs no support code where another user approves', async () => {
  const { sent } = await open([], {}, bob({ needsFull: ['SUPPORT_CODE_NEEDED'], needsReadOnly: ['SUPPORT_CODE_NEEDED'] }))
  document.querySelector<HTMLInputElement>('input[value=READ_ONLY]')?.click()
  await flushPromises()
  expect(text()).not.toContain('Request approval')
  expect(document.querySelector('#imitate-code')).not.toBeNull()

  document.querySelector<HTMLInputElement>('input[name=withoutCode]')?.click()
  await flushPromises()
  expect(document.querySelector('#imitate-code')).toBeNull()
  await ask()

  expect(sent('RequestImitation')[0]).toMatchObject({ access: 'READ_ONLY' })
  expect(sent('RequestImitation')[0]).not.toHaveProperty('supportCode')
  expect(text()).toContain('Your request waits for another user.')
})

test('looking alone needs no approval', async () => {
  const { sent } = await open()
  watchForms()
  clickCounts(true)
  document.querySelector<HTMLInputElement>('input[value=READ_ONLY]')?.click()
  await flushPromises()
  expect(text()).not.toContain('Request approval')

  await press('http://127.0.0.1:8000')

  expect(sent('RequestImitation')).toEqual([])
  expect(sent('GenerateImitateCustomerToken')[0]).toMatchObject({ access: 'READ_ONLY' })
})

test('a channel without a storefront asks too, and then hands out the token', async () => {
  const { stored, sent } = await open([], { RequestImitation: { requestImitation: request({ salesChannel: channels[1] }) } })
  await fill('#imitate-reason', 'Ticket 4711: an order by telephone')
  ;[...document.querySelectorAll<HTMLElement>('.headless-token button')].at(-1)?.click()
  await flushPromises()
  expect(sent('RequestImitation')[0]).toMatchObject({ salesChannelId: 'headless' })

  stored.push(request({ state: 'APPROVED', salesChannel: channels[1] }))
  await later()
  await press('Copy one-time token')

  expect(sent('GenerateImitateCustomerToken')).toEqual([{ customerId: 'bob', salesChannelId: 'headless', requestId: 'r1' }])
})

test('a refused reason is marked at its field, as without an approval', async () => {
  await open([], { RequestImitation: failure('VIOLATION::INVALID', { field: 'reason' }) })

  await press('http://127.0.0.1:8000')

  expect(document.activeElement?.id).toBe('imitate-reason')
})

test('a repeated password sends the request again', async () => {
  let again = false
  const { sent } = await open([], {
    RequestImitation: () => (again ? { requestImitation: request() } : failure('FRAMEWORK__STEP_UP_REQUIRED')),
    UserLogin: () => {
      again = true
      return { userLogin: { accessToken: '', expiresAt: '', user: alice } }
    },
  })
  await ask()

  await fill('input[type=password]', 'imitate-demo')
  document.querySelector('.hand-over-notice__form form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()

  expect(sent('RequestImitation')).toHaveLength(2)
  expect(text()).toContain('Your request waits for another user.')
})
