import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import Customers from '../../src/pages/customers/Customers.vue'
import { bob } from '../support/persons'
import { failure, page, serve } from '../support/server'
import { control, fill, press, show, text } from '../support/show'

test('lists the customers, each with a link to the card', async () => {
  serve({ Customers: { customers: page([bob()]) } })
  await show(Customers)

  expect(control('Bob Builder').getAttribute('href')).toBe('/customers/bob')
  expect(text()).toContain('bob@example.com')
  expect(text()).toContain('1 entry')
})

test('pages by cursor, forward and back', async () => {
  const calls = serve({
    Customers: ({ after }) => ({ customers: page([bob()], { endCursor: after ? null : 'end', totalCount: 26 }) }),
  })
  await show(Customers)

  await press('Next')
  await press('Previous')

  expect(calls.map(({ variables }) => variables.after)).toEqual([null, 'end', null])
})

test('a pause between two words takes no space from what is typed', async () => {
  const calls = serve({ Customers: { customers: page([bob()]) } })
  await show(Customers)

  await fill('input[type=search]', 'bob ')
  await vi.waitFor(() => expect(calls).toHaveLength(2))

  expect(calls[1]?.variables.search).toBe('bob')
  expect(document.querySelector<HTMLInputElement>('input[type=search]')?.value).toBe('bob ')
})

test('searches when the typing pauses, from the first page, and keeps it in the URL', async () => {
  const calls = serve({ Customers: { customers: page([bob()], { endCursor: 'end' }) } })
  const { router } = await show(Customers)
  await press('Next')

  await fill('input[type=search]', 'bo')
  await fill('input[type=search]', 'bob')
  await vi.waitFor(() => expect(calls).toHaveLength(3))

  expect(calls[2]?.variables).toMatchObject({ search: 'bob', after: null })
  expect(router.currentRoute.value.query).toEqual({ search: 'bob' })
})

test('an empty search is reported', async () => {
  serve({ Customers: { customers: page([]) } })
  await show(Customers, { at: '/customers?search=zzz' })

  expect(text()).toContain('No customer matches this search and these filters.')
})

test('waiting is shown', async () => {
  let arrive = (): void => undefined
  serve({ Customers: () => new Promise((resolve) => (arrive = () => resolve({ customers: page([]) }))) })
  await show(Customers)
  expect(text()).toContain('Loading…')

  arrive()
  await flushPromises()
  await vi.waitFor(() => expect(text()).toContain('There are no customers yet.'))
})

test('a failure is shown, and a retry clears it', async () => {
  let broken = true
  serve({ Customers: () => (broken ? failure('INTERNAL_SERVER_ERROR') : { customers: page([bob()]) }) })
  await show(Customers)
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Something went wrong on the server.')

  broken = false
  await press('Try again')
  expect(text()).toContain('Bob Builder')
})
