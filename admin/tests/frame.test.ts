// The frame of every page: the navigation, and what stands in the place of a page that the user may not see.
import { expect, test } from 'vitest'
import App from '../src/App.vue'
import { currentUser } from '../src/currentUser'
import { admin, alice } from './support/persons'
import { serve } from './support/server'
import { show, text } from './support/show'

const privileges = [{ key: 'user:read', labelEnGb: 'See users', labelDeDe: 'Sieh Benutzerkonten' }]
const entries = () => [...document.querySelectorAll('nav a')].map((link) => link.textContent?.trim())

test('a page without its privilege says which one is missing', async () => {
  currentUser.value = alice
  const calls = serve({ Privileges: { privileges } })
  await show(App, { at: '/roles' })

  expect(text()).toContain('This page needs the privilege “See users”')
  expect(calls.map(({ operation }) => operation)).toEqual(['Privileges'])
})

test('the navigation leads only to pages that the user may see', async () => {
  currentUser.value = alice
  await show(App)

  expect(entries()).toEqual(['Customers', 'Live imitations', 'Audit log'])
  expect(text()).not.toContain('Administration')
})

test('an administrator sees the pages of the administration as a group', async () => {
  currentUser.value = admin
  await show(App)

  expect(document.querySelector('[aria-labelledby="app.administration"]')?.textContent).toContain('Users')
})
