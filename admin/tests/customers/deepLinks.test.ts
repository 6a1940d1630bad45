import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { currentUser, signOut } from '../../src/currentUser'
import CustomerDetail from '../../src/pages/customers/CustomerDetail.vue'
import Customers from '../../src/pages/customers/Customers.vue'
import { admin, alice, bob } from '../support/persons'
import { page, serve } from '../support/server'
import { control, press, show, text } from '../support/show'

const found = (...customers: object[]) => ({ Customers: { customers: page(customers) }, SalesChannels: { salesChannels: [] } })
const card = { Customer: { customer: bob() }, Imitations: { imitations: page([]) }, SalesChannels: { salesChannels: [] } }

test.each([
  ['email=BOB@example.com&reason=Ticket%204711', 'BOB@example.com'],
  ['email=bob+shop@example.com&reason=Ticket%204711', 'bob+shop@example.com'],
  ['number=10001&reason=Ticket%204711', '10001'],
  ['order=57&reason=Ticket%204711', '#57'],
])('a link with %s leads to the card of the one who is meant', async (query, search) => {
  currentUser.value = admin
  const meant = bob({}, query.includes('+') ? { email: 'bob+shop@example.com' } : {})
  const others = query.startsWith('order') ? [] : [bob({}, { id: 'other', email: 'bob@example.com.au', customerNumber: '100011' })]
  const calls = serve(found(meant, ...others))
  const { router } = await show(Customers, { at: `/customers?${query}` })
  await flushPromises()

  expect(calls[0]?.variables.search).toBe(search)
  expect(router.currentRoute.value).toMatchObject({ name: 'customer', params: { id: 'bob' }, query: { reason: 'Ticket 4711' } })
})

test('the card opens the modal with the reason, and closing it drops the reason', async () => {
  currentUser.value = alice
  serve(card)
  const { router } = await show(CustomerDetail, { props: { id: 'bob' }, at: '/customers/bob?reason=Ticket%204711' })

  expect(document.querySelector<HTMLInputElement>('#imitate-reason')?.value).toBe('Ticket 4711')
  await press('Close')
  expect(document.querySelector('[role=dialog]')).toBeNull()
  expect(router.currentRoute.value.query).toEqual({})
})

test('without the privilege to imitate the card says so instead', async () => {
  currentUser.value = alice
  serve({ ...card, Customer: { customer: bob({ allowed: false, reasons: ['MISSING_PRIVILEGE'], targets: [] }) } })
  await show(CustomerDetail, { props: { id: 'bob' }, at: '/customers/bob?reason=Ticket%204711' })

  expect(document.querySelector('[role=dialog]')).toBeNull()
  expect(text()).toContain('You lack the privilege “Imitate a customer login”.')
})

test('several with one address are offered, each with the reason', async () => {
  currentUser.value = alice
  serve(found(bob(), bob({}, { id: 'guest', guest: true, firstName: 'Guest' })))
  await show(Customers, { at: '/customers?email=bob@example.com&reason=Why' })

  expect(text()).toContain('Several customers match bob@example.com. Please choose one.')
  expect(control('Guest Builder').getAttribute('href')).toBe('/customers/guest?reason=Why')
})

test('nobody, and a link to an order without order:read, are told', async () => {
  currentUser.value = alice
  const calls = serve(found(bob({}, { email: 'bob@example.com.au' })))
  const { router } = await show(Customers, { at: '/customers?email=bob@example.com' })
  expect(text()).toContain('No customer has the e-mail address bob@example.com.')

  await router.push('/customers?order=57')
  await flushPromises()
  expect(text()).toContain('You lack the privilege to view orders.')
  expect(calls).toHaveLength(1)
})

test('recent customers are kept in the tab until the sign-out', async () => {
  currentUser.value = alice
  serve({ ...card, ...found(bob()), UserLogout: { userLogout: true } })
  const { wrapper } = await show(CustomerDetail, { props: { id: 'bob' } })
  wrapper.unmount()
  await show(Customers, { at: '/customers' })

  expect(document.querySelector('.recent')?.textContent).toContain('Bob Builder')
  expect(JSON.stringify(localStorage)).not.toContain('Bob')
  await signOut()
  expect(JSON.stringify(sessionStorage)).not.toContain('Bob')
})
