// The frame of every page: the navigation, and what stands in the place of a page that the user may not see.
import { flushPromises } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import App from '../../src/App.vue'
import { outdated, watchForUpgrades } from '../../src/components/frame/outdated'
import { currentUser } from '../../src/currentUser'
import { notify } from '../../src/notices'
import { admin, alice } from '../support/persons'
import { failure, serve } from '../support/server'
import { fill, show, text } from '../support/show'

const privileges = [{ key: 'user:read', labelEnGb: 'See users', labelDeDe: 'Sieh Benutzerkonten' }]
const patience = { timeout: 10_000 } // ms: the page is imported when it is opened
const entries = () => [...document.querySelectorAll('nav a')].map((link) => link.textContent?.trim())

test('a page without its privilege says which one is missing', async () => {
  currentUser.value = alice
  const calls = serve({ Privileges: { privileges } })
  await show(App, { at: '/roles' })

  expect(text()).toContain('This page needs the privilege “See users”')
  expect(calls.map(({ operation }) => operation)).not.toContain('Roles')
})

test('the navigation leads only to pages that the user may see', async () => {
  currentUser.value = { ...alice, privileges: ['customer:read', 'imitation:read'] }
  await show(App)

  expect(entries()).toEqual(['Overview', 'Customers', 'Live imitations', 'Audit log'])
  expect(text()).not.toContain('Administration')
})

test('an administrator sees the pages of the administration as a group', async () => {
  currentUser.value = admin
  await show(App)

  expect(document.querySelector('[aria-labelledby="app.administration"]')?.textContent).toContain('Users')
})

test('a request that meets an ended session waits for the sign-in over the page and goes on', async () => {
  currentUser.value = admin
  let live = false
  const calls = serve({
    Roles: () => (live ? { roles: [] } : failure('UNAUTHENTICATED')),
    Privileges: () => (live ? { privileges } : failure('UNAUTHENTICATED')),
    UserLogin: () => {
      live = true
      return { userLogin: { accessToken: '', expiresAt: '', user: admin } }
    },
  })
  await show(App, { at: '/roles' })
  const dialog = await vi.waitUntil(() => document.querySelector('dialog'), patience)
  expect(dialog.textContent).toContain('Your session has ended.')
  expect(document.querySelector('.app nav')).not.toBeNull() // the page stays
  expect(document.querySelector<HTMLInputElement>('dialog input[name=username]')).toMatchObject({ readOnly: true, value: 'admin' })

  await fill('dialog input[name=password]', 'imitate-demo')
  document.querySelector('dialog form')?.dispatchEvent(new Event('submit', { cancelable: true }))

  await vi.waitUntil(() => text().includes('There are no roles yet.'), patience)
  expect(document.querySelector('dialog')).toBeNull()
  expect(calls.filter(({ operation }) => operation === 'Roles')).toHaveLength(2)
})

test('a page whose files are gone offers to load it anew', async () => {
  currentUser.value = admin
  const { router } = await show(App)
  watchForUpgrades(router)
  router.addRoute({ path: '/gone', component: () => Promise.reject(new TypeError('Failed to fetch')) })

  await router.push('/gone').catch(() => undefined)
  await flushPromises()

  expect(text()).toContain('This page could not be loaded.')
  expect(outdated.value).toEqual({ cause: 'files', path: '/gone' })
})

test('a form that the policy stops is not silent', async () => {
  currentUser.value = admin
  const { router } = await show(App)
  watchForUpgrades(router)
  notify('The shop has opened.')

  document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), { effectiveDirective: 'form-action' }))
  await flushPromises()

  expect(text()).toContain('The shop has a new address')
  expect(text()).not.toContain('The shop has opened.')
})
