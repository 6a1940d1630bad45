import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { currentUser } from '../../src/currentUser'
import { i18n } from '../../src/texts/i18n'
import Roles from '../../src/pages/persons/Roles.vue'
import UserDetail from '../../src/pages/persons/UserDetail.vue'
import Users from '../../src/pages/persons/Users.vue'
import { admin, alice } from '../support/persons'
import { failure, page, serve } from '../support/server'
import { fill, press, show, text } from '../support/show'

const privileges = [
  { key: 'api_proxy_imitate-customer', labelEnGb: 'Imitate a customer login', labelDeDe: 'Imitiere einen Kundenlogin' },
  { key: 'customer:read', labelEnGb: 'Read customers', labelDeDe: 'Kunden lesen' },
]
const support = { id: 'r1', name: 'Support', description: 'Helps customers', privileges: ['customer:read'], userCount: 2 }
const eve = { ...alice, id: 'eve', username: 'eve', firstName: 'Eve', roles: [support], privileges: ['customer:read'] }
const box = (value: string) => document.querySelector<HTMLInputElement>(`input[value="${value}"]`)
const session = { id: 's1', createdAt: '2026-01-01T10:00:00Z', lastUsedAt: '2026-01-01T10:00:00Z', userAgent: null, remoteAddress: null, current: false }
const user = (other: object = {}) => ({ User: { user: { ...eve, ...other } }, Roles: { roles: [support] }, UserSessions: { userSessions: [session] } })

test.each([
  ['en-GB', 'Imitate a customer login'],
  ['de-DE', 'Imitiere einen Kundenlogin'],
] as const)('privileges of users are shown by label in %s', async (locale, label) => {
  currentUser.value = admin
  i18n.global.locale.value = locale
  serve({ Users: { users: page([alice]) }, Privileges: { privileges } })
  await show(Users)

  expect(text()).toContain(label)
})

test('a role is changed: only what changed is sent', async () => {
  currentUser.value = admin
  const calls = serve({ Roles: { roles: [support] }, Privileges: { privileges }, UpdateRole: { updateRole: support } })
  await show(Roles)
  expect(text()).toContain('2 users')

  await press('Edit Support')
  expect(box('customer:read')?.checked).toBe(true)
  box('api_proxy_imitate-customer')?.click()
  await flushPromises()
  await press('Save')

  expect(calls.find(({ operation }) => operation === 'UpdateRole')?.variables).toEqual({
    id: 'r1',
    input: { privileges: ['api_proxy_imitate-customer', 'customer:read'] },
  })
})

test('a change of another user to the same field is shown before it is overwritten', async () => {
  currentUser.value = admin
  let name = 'Support'
  const calls = serve({
    Roles: () => ({ roles: [{ ...support, name }] }),
    Privileges: { privileges },
    UpdateRole: { updateRole: support },
  })
  await show(Roles)
  await press('Edit Support')
  name = 'Help desk'
  await fill('[name=name]', 'First level')

  await press('Save')
  expect(text()).toContain('Another user has changed this to “Help desk” meanwhile.')
  expect(calls.some(({ operation }) => operation === 'UpdateRole')).toBe(false)
  await press('Save')

  expect(calls.find(({ operation }) => operation === 'UpdateRole')?.variables).toEqual({ id: 'r1', input: { name: 'First level' } })
})

test('what one does not hold cannot be given, and a role above is not offered', async () => {
  currentUser.value = { ...alice, privileges: ['role:write', 'customer:read'] }
  const above = { ...support, id: 'r2', name: 'Lead', privileges: ['user:write'] }
  serve({ Roles: { roles: [support, above] }, Privileges: { privileges } })
  await show(Roles)

  expect(text()).toContain('because it grants privileges that you lack')
  expect(document.querySelector('[aria-label="Edit Lead"]')).toBeNull()
  await press('Edit Support')
  expect(box('api_proxy_imitate-customer')?.disabled).toBe(true)
  expect(box('customer:read')?.disabled).toBe(false)
})

test('without role:write roles are read-only', async () => {
  currentUser.value = { ...alice, privileges: ['user:read'] }
  serve({ Roles: { roles: [support] }, Privileges: { privileges } })
  await show(Roles)

  expect(text()).toContain('Read customers')
  expect(document.querySelectorAll('main button, section button')).toHaveLength(0)
})

test('a deletion names what ends, and shows why it is refused', async () => {
  currentUser.value = admin
  serve({
    ...user({ admin: true }),
    Imitations: { imitations: page([], { totalCount: 3 }) },
    DeleteUser: { errors: [{ message: 'The last active super admin stays.', extensions: { code: 'VIOLATION::INVALID', field: 'id' } }] },
  })
  await show(UserDetail, { props: { id: 'eve' } })

  await press('Delete')
  const ends = [...document.querySelectorAll('[role=dialog] li')].map((item) => item.textContent)
  expect(ends).toEqual(['1 session', '3 live imitations', 'the account and its roles; the audit log keeps the name'])
  ;[...document.querySelectorAll<HTMLElement>('[role=dialog] button')].at(-1)?.click()
  await flushPromises()

  expect(document.querySelector('[role=alert]')?.textContent).toContain('The last active administrator stays')
})

test.each([
  ['user:read', {}, 'eve'],
  ['user:write', { privileges: ['order:read'] }, 'because they hold privileges that you lack'],
])('with %s alone, or of a user who holds more, nothing is offered', async (privilege, other, said) => {
  currentUser.value = { ...alice, privileges: ['user:read', privilege] }
  serve(user(other))
  await show(UserDetail, { props: { id: 'eve' } })

  expect(text()).toContain(said)
  expect(document.querySelectorAll('button, input')).toHaveLength(0)
})

test('one changes one’s own names, not one’s own privileges', async () => {
  currentUser.value = { ...admin, id: 'eve' }
  serve(user({ admin: true }))
  await show(UserDetail, { props: { id: 'eve' } })

  expect(text()).toContain('You cannot change your own privileges')
  expect(box('r1')?.disabled).toBe(true)
  expect(document.querySelector<HTMLInputElement>('[name=email]')?.value).toBe('alice@example.com')
  expect(text()).not.toContain('Deactivate')
})

test('an unknown user is named as such', async () => {
  currentUser.value = admin
  serve({ User: failure('OFFLINE') })
  await show(UserDetail, { props: { id: 'eve' } })
  expect(text()).toContain('Try again')
  serve({ User: { user: null } })

  await press('Try again')

  expect(text()).toContain('There is no such user.')
})
