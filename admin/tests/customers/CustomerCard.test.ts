import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import CustomerCard from '../../src/components/customers/CustomerCard.vue'
import { currentUser } from '../../src/currentUser'
import type { ImitationRefusal } from '../../src/gql/graphql'
import { i18n } from '../../src/texts/i18n'
import { alice, bob, outlet, reasonRules, token } from '../support/persons'
import { failure, serve } from '../support/server'
import { clickCounts } from '../support/setup'
import { watchForms } from '../support/shopTab'
import { control, fill, press, show, text } from '../support/show'

const button = () => control('Log in as customer') as HTMLButtonElement
const only = () => bob({ targets: [outlet] })

beforeEach(() => (currentUser.value = alice))

test('one target opens the shop without the modal', async () => {
  const calls = serve({ GenerateImitateCustomerToken: token('outlet') })
  const forms = watchForms()
  clickCounts(true)
  await show(CustomerCard, { props: { customer: only() } })

  await press('Log in as customer')

  expect(calls.map(({ variables }) => variables.salesChannelId)).toEqual(['outlet'])
  expect(forms).toHaveLength(1)
  expect(forms[0]).toMatchObject({ action: 'http://localhost:8000/account/login/imitate-customer', fields: { userId: 'alice' } })
  expect(document.querySelector('[role=dialog]')).toBeNull()
})

test('one target and a required reason: the modal asks for it', async () => {
  serve({ GenerateImitateCustomerToken: failure('VIOLATION::INVALID', { field: 'reason' }), SalesChannels: { salesChannels: [] }, ReasonRules: reasonRules() })
  await show(CustomerCard, { props: { customer: only() } })

  await press('Log in as customer')

  expect(document.querySelector('[role=dialog]')).not.toBeNull()
  expect(document.querySelector('#imitate-reason')?.getAttribute('aria-required')).toBe('true')
})

test('a need is told, and opens the modal, which asks for the code', async () => {
  serve({ SalesChannels: { salesChannels: [] }, ReasonRules: reasonRules() })
  await show(CustomerCard, { props: { customer: bob({ targets: [outlet], needsFull: ['SUPPORT_CODE_NEEDED'] }) } })

  expect(button().disabled).toBe(false)
  const told = document.getElementById(button().getAttribute('aria-describedby') ?? '')?.textContent
  expect(told).toContain('A support code, which the customer makes in their account and tells you on the phone.')
  expect(told).toContain('(only for the access “Full”)')
  await press('Log in as customer')

  expect(document.querySelector('[role=dialog] #imitate-code')).not.toBeNull()
  document.querySelector<HTMLInputElement>('input[value=READ_ONLY]')?.click()
  await flushPromises()
  expect(document.querySelector('[role=dialog] #imitate-code')).toBeNull()
})

test('a need of both accesses is told once, beside one of full access alone', async () => {
  const customer = bob({ needsFull: ['APPROVAL_NEEDED', 'SUPPORT_CODE_NEEDED'], needsReadOnly: ['SUPPORT_CODE_NEEDED'] })
  serve({ SalesChannels: { salesChannels: [] }, ReasonRules: reasonRules() })
  await show(CustomerCard, { props: { customer } })

  const told = [...document.querySelectorAll('#imitation-needs li')].map((one) => one.textContent?.trim())

  expect(told).toHaveLength(2)
  expect(told[0]).toMatch(/^Another user's approval\.\s+\(only for the access “Full”\)$/)
  expect(told[1]).toBe('A support code, which the customer makes in their account and tells you on the phone.')
})

test('several targets open the modal', async () => {
  serve({ SalesChannels: { salesChannels: [] }, ReasonRules: reasonRules() })
  await show(CustomerCard, { props: { customer: bob() } })

  await press('Log in as customer')

  expect(document.querySelector('[role=dialog]')).not.toBeNull()
})

test('the choice of access opens the modal, also with one target', async () => {
  serve({ SalesChannels: { salesChannels: [] }, ReasonRules: reasonRules() })
  await show(CustomerCard, { props: { customer: only() } })

  await press('Choose access')

  expect(document.querySelector('[role=dialog]')).not.toBeNull()
})

const words: [ImitationRefusal, string][] = [
  ['GUEST', 'Guest accounts cannot be imitated.'],
  ['CUSTOMER_INACTIVE', 'The customer account is inactive.'],
  ['CONSENT_MISSING', 'The customer has not consented to being imitated.'],
  ['NO_TARGET', 'No storefront is open to this customer.'],
  ['BOUND_TO_ANOTHER_CHANNEL', 'The customer is bound to another Sales Channel.'],
  ['CHANNEL_INACTIVE', "The customer's Sales Channel is inactive."],
  ['MISSING_PRIVILEGE', 'You lack the privilege “Imitate a customer login”.'],
  ['TOO_MANY_IMITATIONS', 'You are logged in as too many customers at once: end one first.'],
]

test.each(words)('not allowed: the button is disabled and describes %s', async (reason, sentence) => {
  await show(CustomerCard, { props: { customer: bob({ allowed: false, reasons: [reason], targets: [] }) } })

  expect(button().disabled).toBe(true)
  expect(document.getElementById(button().getAttribute('aria-describedby') ?? '')?.textContent).toContain(sentence)
})

const withdrawn = { imitationConsent: false, imitationConsentWithdrawnAt: '2026-06-01T12:00:00+00:00' }
const states: [object, string, string][] = [
  [{ imitationConsent: true }, 'Given', 'The customer has not consented to being imitated.'],
  [{ imitationConsent: false }, 'Not asked', 'The customer has not consented to being imitated.'],
  [withdrawn, 'Withdrawn on 1 Jun 2026', 'The customer withdrew their consent to being imitated on 1 Jun 2026'],
]

test.each(states)('consent %o is %s', async (state, word, sentence) => {
  const refused = bob({ allowed: false, reasons: ['CONSENT_MISSING'], targets: [] })
  await show(CustomerCard, { props: { customer: { ...refused, ...state } } })

  expect([...document.querySelectorAll('dd')].map((it) => it.textContent).join()).toContain(word)
  expect(text()).toContain(sentence)
})

test('every reason is named, not only the first', async () => {
  const reasons: ImitationRefusal[] = ['GUEST', 'CUSTOMER_INACTIVE']
  await show(CustomerCard, { props: { customer: bob({ allowed: false, reasons, targets: [] }) } })

  expect(document.querySelectorAll('#imitation-refusals li')).toHaveLength(2)
})

test('vetoes stand in the words of plug-ins, as text', async () => {
  const vetoes = ['<b>Legal hold</b>', 'Aktenzeichen 7']
  await show(CustomerCard, { props: { customer: bob({ allowed: false, reasons: ['GUEST', 'VETOED'], vetoes, targets: [] }) } })

  expect([...document.querySelectorAll('#imitation-refusals .veto-list li')].map((item) => item.textContent)).toEqual(vetoes)
  expect(text()).toContain('A plug-in of the server vetoes it.')
})

test('a veto against the token is shown in its words', async () => {
  const refused = { reasons: ['VETOED'], vetoes: ['Out of office hours'] }
  serve({ GenerateImitateCustomerToken: failure('CHECKOUT__CUSTOMER_IMITATION_REFUSED', refused) })
  await show(CustomerCard, { props: { customer: only() } })

  await press('Log in as customer')

  expect(document.querySelector('[role=alert] .veto-list')?.textContent).toBe('Out of office hours')
})

test('texts are in German', async () => {
  i18n.global.locale.value = 'de-DE'
  await show(CustomerCard, { props: { customer: bob({ allowed: false, reasons: ['GUEST'], targets: [] }) } })

  expect(text()).toContain('Als Kunde anmelden')
  expect(text()).toContain('Gastbesteller können nicht imitiert werden.')
})

test('when the click no longer counts, a button opens the shop', async () => {
  serve({ GenerateImitateCustomerToken: token('outlet') })
  const forms = watchForms()
  clickCounts(false)
  await show(CustomerCard, { props: { customer: only() } })

  await press('Log in as customer')
  expect(forms).toHaveLength(0)
  expect(text()).toContain('Please make sure that opening popups windows are allowed.')

  await press('Open shop')
  expect(forms).toHaveLength(1)
  expect(text()).not.toContain('Open shop')
})

test('an expired token is generated again', async () => {
  const old = token('outlet')
  old.generateImitateCustomerToken.expiresAt = new Date(Date.now() - 1000).toISOString()
  const calls = serve({ GenerateImitateCustomerToken: old })
  watchForms()
  clickCounts(false)
  await show(CustomerCard, { props: { customer: only() } })

  await press('Log in as customer')
  await press('Open shop')

  expect(calls).toHaveLength(2)
})

test('an error of the server has its own message', async () => {
  serve({ GenerateImitateCustomerToken: failure('FRAMEWORK__RATE_LIMIT_EXCEEDED', { retryAfter: 30 }) })
  await show(CustomerCard, { props: { customer: only() } })

  await press('Log in as customer')

  expect(text()).toContain('Logging in as the customer failed. Too many attempts. Please wait 30 seconds.')
  expect(text()).not.toContain('popups')
})

test('a required password is asked for, then the login continues', async () => {
  let confirmed = false
  serve({
    GenerateImitateCustomerToken: () => (confirmed ? token('outlet') : failure('FRAMEWORK__STEP_UP_REQUIRED')),
    UserLogin: () => {
      confirmed = true
      return { userLogin: { accessToken: '', expiresAt: '', user: alice } }
    },
  })
  const forms = watchForms()
  clickCounts(true)
  await show(CustomerCard, { props: { customer: only() } })

  await press('Log in as customer')
  await fill('input[type=password]', 'imitate-demo')
  document.querySelector('form')?.dispatchEvent(new Event('submit'))
  await flushPromises()

  expect(forms).toHaveLength(1)
})

test('extension points: the action and the modal can be replaced', async () => {
  await show(CustomerCard, {
    props: { customer: bob() },
    slots: {
      sw_customer_card_action_customer_impersonation:
        '<template #default="{ customer, allowed, imitate }"><button @click="imitate">{{ customer.firstName }} {{ allowed }}</button></template>',
      sw_customer_card_imitate_customer_modal:
        '<template #default="{ customer, close }"><p>my modal for {{ customer.lastName }}</p><button @click="close">shut</button></template>',
    },
  })
  expect(text()).not.toContain('my modal')

  await press('Bob true')
  expect(text()).toContain('my modal for Builder')

  await press('shut')
  expect(text()).not.toContain('my modal')
})
