import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { currentUser } from '../../src/currentUser'
import CustomerDetail from '../../src/pages/customers/CustomerDetail.vue'
import NewCustomer from '../../src/pages/customers/NewCustomer.vue'
import { admin, alice, bob, imitation } from '../support/persons'
import { failure, page, serve } from '../support/server'
import { fill, press, show, text } from '../support/show'

const empty = { CustomerOrders: { customer: { id: 'bob', orders: page([]) } }, SalesChannels: { salesChannels: [] } }
const live = { Imitations: { imitations: page([imitation()]) } }

async function untick(name: string): Promise<void> {
  document.querySelector<HTMLInputElement>(`input[name=${name}]`)?.click()
  await flushPromises()
}

test('of two who save one customer the second is told, and overwrites nothing', async () => {
  currentUser.value = admin
  let meanwhile = false
  const calls = serve({
    ...empty,
    ...live,
    Customer: () => ({ customer: meanwhile ? bob({}, { firstName: 'Bert', company: 'Builders' }) : bob() }),
    UpdateCustomer: ({ expected }) =>
      (expected as { firstName: string }).firstName === 'Bert'
        ? { updateCustomer: bob() }
        : failure('CONTENT__ENTITY_CHANGED', { fields: ['firstName'] }),
  })
  await show(CustomerDetail, { props: { id: 'bob' } })
  await press('Edit')
  await fill('input[name=firstName]', 'Robert')
  await fill('input[name=externalId]', '4711')
  meanwhile = true

  await press('Save')
  expect(text()).toContain('Another user saved this customer meanwhile:First name: BertCompany: Builders')
  expect(document.querySelector<HTMLInputElement>('input[name=firstName]')?.value).toBe('Robert')
  expect(document.querySelector<HTMLInputElement>('input[name=company]')?.value).toBe('Builders')
  await press('Save')

  expect(calls.filter(({ operation }) => operation === 'UpdateCustomer').map(({ variables }) => variables)).toEqual([
    { id: 'bob', input: { firstName: 'Robert', externalId: '4711' }, expected: { firstName: 'Bob', externalId: null } },
    { id: 'bob', input: { firstName: 'Robert', externalId: '4711' }, expected: { firstName: 'Bert', externalId: null } },
  ])
})

test.each([
  ['active', 'Every session of the customer.Every imitation of the customer.Logged in as the customer now: alice.'],
  ['imitationConsent', 'Every imitation of the customer.Logged in as the customer now: alice.'],
])('what ends by %s is said before it is saved', async (field, ends) => {
  currentUser.value = admin
  const calls = serve({ ...empty, ...live, Customer: { customer: bob() }, UpdateCustomer: { updateCustomer: bob() } })
  await show(CustomerDetail, { props: { id: 'bob' } })
  await press('Edit')
  await untick(field)

  await press('Save')

  expect(document.querySelector('[role=dialog]')?.textContent).toContain(ends)
  expect(calls.map(({ operation }) => operation)).not.toContain('UpdateCustomer')
})

test('an imitation that is ended meanwhile takes nothing of what was typed', async () => {
  currentUser.value = admin
  const calls = serve({ ...empty, ...live, Customer: { customer: bob() }, EndImitation: { endImitation: imitation() } })
  await show(CustomerDetail, { props: { id: 'bob' } })
  await press('Edit')
  await fill('input[name=company]', 'Builders')

  await press('End: imitation of Bob Builder')
  await press('End imitation')

  expect(calls.map(({ operation }) => operation)).toContain('EndImitation')
  expect(document.querySelector<HTMLInputElement>('input[name=company]')?.value).toBe('Builders')
})

test.each([
  ['Deactivate', 'UpdateCustomer'],
  ['Delete', 'DeleteCustomer'],
  ['Set password', 'SetCustomerPassword'],
])('%s first names who is in the account', async (act, operation) => {
  currentUser.value = admin
  const calls = serve({ ...empty, ...live, Customer: { customer: bob() } })
  await show(CustomerDetail, { props: { id: 'bob' } })

  await press(act)

  expect(document.querySelector('[role=dialog]')?.textContent).toContain('Logged in as the customer now: alice.')
  expect(calls.map((call) => call.operation)).not.toContain(operation)
})

test('without customer:write nothing of it is offered', async () => {
  currentUser.value = alice
  serve({ ...live, Customer: { customer: bob() } })
  await show(CustomerDetail, { props: { id: 'bob' } })

  expect(document.querySelectorAll('[role=group] button')).toHaveLength(0)
  expect(text()).toContain('Logged in as this customer now: alice')
})

test('a new customer is created with what was typed, and a guest without a password', async () => {
  currentUser.value = admin
  const calls = serve({ ...empty, CreateCustomer: { createCustomer: { id: 'new' } } })
  const { router } = await show(NewCustomer)
  for (const [name, value] of Object.entries({ firstName: 'Nora', lastName: 'New', email: 'n@example.com', customerNumber: '7' })) {
    await fill(`input[name=${name}]`, value)
  }
  await fill('input[name=password]', 'forgotten')
  await untick('guest')

  await press('Create')

  expect(calls.find(({ operation }) => operation === 'CreateCustomer')?.variables.input).toEqual({
    firstName: 'Nora',
    lastName: 'New',
    email: 'n@example.com',
    customerNumber: '7',
    company: null,
    externalId: null,
    boundSalesChannelId: null,
    active: true,
    guest: true,
    imitationConsent: false,
    needsApproval: false,
  })
  expect(router.currentRoute.value.path).toBe('/customers/new')
})
