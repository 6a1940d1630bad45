import { expect, test } from 'vitest'
import { currentUser } from '../../src/currentUser'
import CustomerDetail from '../../src/pages/customers/CustomerDetail.vue'
import { admin, alice, bob, imitation } from '../support/persons'
import { page, serve } from '../support/server'
import { press, show, text } from '../support/show'

const order = {
  id: 'o1',
  orderNumber: '10042',
  placedAt: '2026-01-01T10:00:00+00:00',
  total: { amount: 129_90, currency: 'EUR' },
  placedBy: { id: 'alice', username: 'alice', firstName: 'Alice', lastName: 'Anders' },
  lineItems: [],
}

const nobodyThere = { Imitations: { imitations: page([]) } }

test('with order:read the orders are below the card', async () => {
  currentUser.value = admin
  serve({ ...nobodyThere, Customer: { customer: bob() }, CustomerOrders: { customer: { id: 'bob', orders: page([order]) } } })
  await show(CustomerDetail, { props: { id: 'bob' } })

  expect(text()).toContain('10042')
  expect(text()).toContain('€129.90')
  expect(text()).toContain('Alice Anders')
})

test('an order opens the modal, and its number is the reason', async () => {
  currentUser.value = admin
  serve({
    ...nobodyThere,
    Customer: { customer: bob() },
    CustomerOrders: { customer: { id: 'bob', orders: page([order]) } },
    SalesChannels: { salesChannels: [] },
  })
  await show(CustomerDetail, { props: { id: 'bob' } })

  await press('Log in as customer: about order 10042')

  expect(document.querySelector<HTMLInputElement>('#imitate-reason')?.value).toBe('About order 10042')
})

test('who comes back from the shop sees the imitation that they have begun', async () => {
  currentUser.value = alice
  const begun = page([imitation({ id: 'begun' })])
  const calls = serve({
    Imitations: () => ({ imitations: calls.length > 2 ? begun : page([]) }),
    Customer: { customer: bob() },
  })
  await show(CustomerDetail, { props: { id: 'bob' } })
  expect(text()).not.toContain('Logged in as this customer now')

  document.dispatchEvent(new Event('visibilitychange'))

  await expect.poll(text).toContain('Logged in as this customer now: alice')
})

test('without order:read they are not requested', async () => {
  currentUser.value = alice
  const calls = serve({ ...nobodyThere, Customer: { customer: bob() } })
  await show(CustomerDetail, { props: { id: 'bob' } })

  expect(calls.map(({ operation }) => operation)).toEqual(['Customer', 'Imitations'])
  expect(text()).not.toContain('Orders')
})

test('an unknown customer is reported', async () => {
  currentUser.value = alice
  serve({ ...nobodyThere, Customer: { customer: null } })
  await show(CustomerDetail, { props: { id: 'nobody' } })

  expect(text()).toContain('There is no such customer.')
})
