// The page of requests: who decides, who uses an approval, and who only reads.
import { expect, test, vi } from 'vitest'
import { currentUser } from '../../src/currentUser'
import { i18n } from '../../src/texts/i18n'
import { waitingRequests, type ImitationRequest } from '../../src/imitation/approvals/requests'
import { notices } from '../../src/notices'
import Requests from '../../src/pages/Requests.vue'
import { alice, bob, reasonRules, request, token } from '../support/persons'
import { failure, page, serve } from '../support/server'
import { clickCounts } from '../support/setup'
import { watchForms } from '../support/shopTab'
import { control, fill, press, show, text } from '../support/show'

const lead = { ...alice, id: 'lara', username: 'lara', privileges: ['customer:read', 'imitation:approve'] }
const byLara = { id: 'lara', username: 'lara', firstName: 'Lara', lastName: 'Lead' }
const names = () => [...document.querySelectorAll('section button')].map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim())

async function open(as: typeof alice, waiting: ImitationRequest[], decided: ImitationRequest[] = [], answers = {}) {
  currentUser.value = as
  const calls = serve({
    ImitationRequests: ({ open }) => ({ imitationRequests: page(open ? waiting : decided) }),
    Privileges: { privileges: [] },
    ...answers,
  })
  await show(Requests)
  return calls
}
const sent = (calls: Awaited<ReturnType<typeof open>>, operation: string) => calls.filter((call) => call.operation === operation).map(({ variables }) => variables)

test('an approver reads what is asked for before they approve it', async () => {
  const waiting = [request({ reasonCategory: 'Order', mayDecide: true })]
  const approve = () => ({ approveImitation: waiting.pop() })
  const calls = await open(lead, waiting, [], { ApproveImitation: approve })
  expect(text()).toContain('alice as Bob Builder')
  expect(text()).toContain('Order: Ticket 4711: an order by telephone')
  expect(waitingRequests.value).toBe(1)

  await press('Approve: alice as Bob Builder')
  const dialog = document.querySelector('[role=dialog]')?.textContent
  for (const fact of ['Alice Anders', 'Bob Builder (10001)', 'Storefront', 'Full: Fill the cart', 'an order by telephone']) {
    expect(dialog).toContain(fact)
  }
  expect(sent(calls, 'ApproveImitation')).toEqual([])
  control('Cancel').parentElement?.querySelector<HTMLElement>('button:last-child')?.click()

  await vi.waitFor(() => expect(text()).toContain('No request waits.'))
  expect(sent(calls, 'ApproveImitation')).toEqual([{ requestId: 'r1' }])
  expect(notices.value[0]?.text).toBe('Alice Anders may now log in as Bob Builder.')
  expect(waitingRequests.value).toBe(0)
  expect(sent(calls, 'ImitationRequests').filter(({ open }) => open === false)).toHaveLength(2)
})

test('an approver refuses with a reason', async () => {
  const calls = await open(lead, [request({ mayDecide: true })], [], { RefuseImitation: { refuseImitation: request() } })

  await press('Refuse: alice as Bob Builder')
  await fill('[role=dialog] input[name=reason]', '  No order is open ')
  document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))

  await vi.waitFor(() => expect(document.querySelector('[role=dialog]')).toBeNull())
  expect(sent(calls, 'RefuseImitation')).toEqual([{ requestId: 'r1', reason: 'No order is open' }])
})

test.each([
  ['CONTENT__ENTITY_CHANGED', {}, 'Another user has decided meanwhile, or the request has expired.'],
  ['FRAMEWORK__MISSING_PRIVILEGE_ERROR', { missingPrivileges: ['imitation:approve'] }, 'the requester made your account'],
  ['CHECKOUT__CUSTOMER_IMITATION_REFUSED', { reasons: ['MISSING_PRIVILEGE'] }, 'The requester may no longer imitate customers.'],
])('a decision that the server refuses by %s is told in the dialog', async (code, extensions, words) => {
  const refused = failure(code, extensions)
  await open(lead, [request({ mayDecide: true })], [], { ApproveImitation: refused, RefuseImitation: refused })

  await press('Approve: alice')
  control('Cancel').parentElement?.querySelector<HTMLElement>('button:last-child')?.click()
  await vi.waitFor(() => expect(document.querySelector('[role=alert]')?.textContent).toContain(words))
  await press('Cancel')
  await press('Refuse: alice')
  await fill('[role=dialog] input[name=reason]', 'No order is open')
  document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))

  await vi.waitFor(() => expect(document.querySelector('[role=alert]')?.textContent).toContain(words))
})

test('who may not decide is told that others do', async () => {
  await open(lead, [request()])

  expect(names()).toEqual([])
  expect(text()).toContain('Another user decides.')
})

test('a requester reads a refusal, and uses an approval with its own reason', async () => {
  const decided = [
    request({ id: 'r2', state: 'APPROVED', decidedBy: byLara }),
    request({ id: 'r3', state: 'REFUSED', decidedBy: byLara, decisionReason: 'No order is open' }),
    request({ id: 'r4', state: 'EXPIRED' }),
  ]
  const calls = await open(alice, [], decided, {
    Customer: { customer: bob({ needsFull: ['APPROVAL_NEEDED'] }) },
    SalesChannels: { salesChannels: [] },
    ReasonRules: reasonRules(),
    GenerateImitateCustomerToken: token(),
  })
  expect(text()).toContain('Refused by Lara Lead: No order is open')
  expect(names()).toEqual(['Log in now: alice as Bob Builder'])
  const forms = watchForms()
  clickCounts(true)

  await press('Log in now')
  expect(text()).toContain('Approved by Lara Lead')
  await press('http://127.0.0.1:8000/de')

  expect(sent(calls, 'GenerateImitateCustomerToken')).toEqual([{ customerId: 'bob', salesChannelId: 'storefront', requestId: 'r2' }])
  expect(forms).toHaveLength(1)
  expect(document.querySelector('[role=dialog]')).toBeNull()
})

test('an approved request of a customer who was deleted meanwhile opens nothing', async () => {
  await open(alice, [], [request({ state: 'APPROVED' })], { Customer: { customer: null } })

  await press('Log in now')

  expect(document.querySelector('[role=dialog]')).toBeNull()
  expect(notices.value[0]).toMatchObject({ variant: 'critical' })
})

test('the same in German, without a request', async () => {
  i18n.global.locale.value = 'de-DE'
  await open(alice, [])

  expect(text()).toContain('Deine Anfragen nach Zugriff auf Kundenkonten.')
  expect(text()).toContain('Es wartet keine Anfrage.')
  expect(text()).toContain('Noch wurde keine Anfrage entschieden.')
})
