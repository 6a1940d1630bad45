import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { currentUser } from '../src/currentUser'
import { i18n } from '../src/texts/i18n'
import Roles from '../src/pages/Roles.vue'
import Users from '../src/pages/Users.vue'
import { admin, alice } from './support/persons'
import { page, serve } from './support/server'
import { control, show, text } from './support/show'

const privileges = [
  { key: 'api_proxy_imitate-customer', labelEnGb: 'Imitate a customer login', labelDeDe: 'Imitiere einen Kundenlogin' },
  { key: 'customer:read', labelEnGb: 'Read customers', labelDeDe: 'Kunden lesen' },
]
const support = { id: 'r1', name: 'Support', description: 'Helps customers', privileges: ['customer:read'] }
const box = (key: string) => document.querySelector<HTMLInputElement>(`input[value="${key}"]`)

test('privileges of users are shown by label', async () => {
  currentUser.value = admin
  serve({ Users: { users: page([alice]) }, Privileges: { privileges } })
  await show(Users)

  expect(text()).toContain('Imitate a customer login')
})

test('labels are in the language of the reader', async () => {
  currentUser.value = admin
  i18n.global.locale.value = 'de-DE'
  serve({ Users: { users: page([alice]) }, Privileges: { privileges } })
  await show(Users)

  expect(text()).toContain('Imitiere einen Kundenlogin')
})

test('a role is changed and saved', async () => {
  currentUser.value = admin
  const calls = serve({ Roles: { roles: [support] }, Privileges: { privileges }, UpdateRole: { updateRole: support } })
  await show(Roles)
  expect(box('customer:read')?.checked).toBe(true)
  expect((control('Save') as HTMLButtonElement).disabled).toBe(true)

  box('api_proxy_imitate-customer')?.click()
  await flushPromises()
  document.querySelector('form')?.dispatchEvent(new Event('submit'))
  await flushPromises()

  expect(calls.find(({ operation }) => operation === 'UpdateRole')?.variables).toEqual({
    id: 'r1',
    input: { privileges: ['customer:read', 'api_proxy_imitate-customer'] },
  })
})

test('without role:write roles are read-only', async () => {
  currentUser.value = { ...alice, privileges: ['user:read'] }
  serve({ Roles: { roles: [support] }, Privileges: { privileges } })
  await show(Roles)

  expect(box('customer:read')?.disabled).toBe(true)
  expect(text()).not.toContain('Save')
})
