import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import App from '../../src/App.vue'
import { currentUser } from '../../src/currentUser'
import { router } from '../../src/router'
import { i18n } from '../../src/texts/i18n'
import { admin, alice } from '../support/persons'
import { failure, serve } from '../support/server'
import { press, text } from '../support/show'

async function go(to: string): Promise<string> {
  await router.push(to)
  return router.currentRoute.value.fullPath
}

test('without a session the sign-in comes first', async () => {
  serve({ CurrentUser: failure('UNAUTHENTICATED') })

  expect(await go('/customers/bob')).toBe('/sign-in?back=/customers/bob')
})

test('where the server does not say who is signed in, the page says so and asks again', async () => {
  let answer: object = failure('UNAVAILABLE')
  serve({ CurrentUser: () => answer, Privileges: { privileges: [] } })
  currentUser.value = undefined
  await router.push('/roles?from=link')
  mount(App, { attachTo: document.body, global: { plugins: [i18n, router] } })
  await flushPromises()
  expect(router.currentRoute.value.fullPath).toBe('/roles?from=link')
  expect(text()).toContain('The server is busy. Please try again.')

  answer = { currentUser: { ...alice, privileges: [] } }
  await press('Try again')

  await vi.waitUntil(() => text().includes('No access to this page'))
  expect(router.currentRoute.value.fullPath).toBe('/roles?from=link')
})

test('an existing session is found', async () => {
  const calls = serve({ CurrentUser: { currentUser: alice } })

  expect(await go('/imitations')).toBe('/imitations')
  expect(calls).toHaveLength(1)
  expect(document.title).toBe('Live imitations | imitate')
})

test('an administrator holds every privilege', async () => {
  currentUser.value = admin

  expect(await go('/users')).toBe('/users')
})
