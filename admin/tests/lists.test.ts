import { flushPromises, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { createRouter, createWebHistory } from 'vue-router'
import Customers from '../src/pages/customers/Customers.vue'
import { i18n } from '../src/texts/i18n'
import { bob } from './support/persons'
import { failure, page, serve, type Call } from './support/server'
import { control, press, show } from './support/show'

const people = ['ada', 'ben', 'cy'].map((id) => bob({}, { id, firstName: id }))
/** The router of the application, which another file may have started, asks for other things on the way back. */
const lists = (calls: Call[]) => calls.filter(({ operation }) => operation === 'Customers')
const cursors = (calls: Call[]) => lists(calls).map(({ variables }) => variables.after)

/** The page with the browser's own history, which keeps the cursors of the pages before. */
async function browse(at: string): Promise<void> {
  window.history.replaceState(null, '', `/admin${at}`)
  const history = createWebHistory('/admin/')
  const view = { template: '<RouterView />' }
  const routes = [
    { path: '/customers', name: 'customers', component: Customers },
    { path: '/customers/:id', name: 'customer', component: { template: '<a href="#">card</a>' } },
  ]
  const router = createRouter({ history, routes })
  await router.push(at)
  mount(view, { attachTo: document.body, global: { plugins: [i18n, router] } })
  await flushPromises()
}

async function goBack(): Promise<void> {
  const arrived = new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }))
  window.history.back()
  await arrived
  await flushPromises()
}

test('the way back leads to the same page and row', async () => {
  const calls = serve({ Customers: ({ after }) => ({ customers: page(people, { endCursor: `${String(after)}+` }) }) })
  await browse('/customers?size=50')
  await press('Next')
  await press('Next')
  await press('ben')
  calls.length = 0

  await goBack()
  expect(document.activeElement).toBe(control('ben'))
  await press('Previous')
  await press('Previous')

  expect(cursors(calls)).toEqual(['null++', 'null+', null])
  expect(lists(calls)[0]?.variables.first).toBe(50)
})

test('Up, Down, Home and End move from row to row', async () => {
  serve({ Customers: { customers: page(people) } })
  await show(Customers, { at: '/customers' })
  control('ada').focus()
  const went = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End'].map((key) => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    return document.activeElement?.textContent?.split(' ')[0]
  })

  expect(went).toEqual(['ben', 'cy', 'cy', 'ben', 'ada', 'cy'])
})

test('a cursor of another list returns to the first page', async () => {
  const calls = serve({
    Customers: ({ after }) => (after ? failure('VIOLATION::INVALID', { field: 'after' }) : { customers: page(people) }),
  })
  const { router } = await show(Customers, { at: '/customers?after=odd&size=12' })
  await flushPromises()

  expect(cursors(calls)).toEqual(['odd', null])
  expect(calls[1]?.variables.first).toBe(25)
  expect(router.currentRoute.value.query).toEqual({ size: '12' })
})

test('another size begins at the first page', async () => {
  const calls = serve({ Customers: { customers: page(people, { endCursor: 'end' }) } })
  await show(Customers, { at: '/customers?after=here' })

  const size = document.querySelector<HTMLSelectElement>('.pager select')
  if (!size) throw new Error('No size can be chosen.')
  size.value = '100'
  size.dispatchEvent(new Event('change'))
  await flushPromises()

  expect(calls.map(({ variables }) => [variables.first, variables.after])).toEqual([
    [25, 'here'],
    [100, null],
  ])
})
