import { beforeEach, expect, test } from 'vitest'
import { currentUser } from '../../src/currentUser'
import Profile from '../../src/pages/persons/Profile.vue'
import UserDetail from '../../src/pages/persons/UserDetail.vue'
import { i18n } from '../../src/texts/i18n'
import { admin, alice } from '../support/persons'
import { serve } from '../support/server'
import { show, text } from '../support/show'

const provider = { name: 'corp', label: 'Corp' }
const own = { Factors: { factors: { totpConfirmedAt: null, recoveryCodesLeft: 0, passkeys: [] } }, UserSessions: { userSessions: [] } }
const password = () => document.querySelector('input[name="currentPassword"]')

beforeEach(() => {
  i18n.global.locale.value = 'en-GB'
})

test.each([
  ['en-GB', 'your password and second factors belong to your account there', 'Your roles are those of your groups at Corp'],
  ['de-DE', 'Passwort und zweite Faktoren gehören zu Deinem Konto dort', 'Deine Rollen sind die Deiner Gruppen bei Corp'],
] as const)('the profile tells where password, factors and roles are, in %s', async (locale, factors, roles) => {
  i18n.global.locale.value = locale
  currentUser.value = { ...alice, provider }
  serve(own)
  await show(Profile)

  expect(text()).toContain(factors)
  expect(text()).toContain(roles)
  expect(password()?.closest('details')?.open).toBe(false)
})

test.each([
  [provider, 'sign out there and change your password at Corp.'],
  [null, 'sign out there and change your password.'],
])('of a session that they do not know users read where their password is: %o', async (from, told) => {
  currentUser.value = { ...alice, provider: from }
  serve(own)
  await show(Profile)

  expect(text()).toContain(told)
})

test('the profile of a local account has its password and factors at once', async () => {
  currentUser.value = alice
  serve(own)
  await show(Profile)

  expect(text()).toContain('An administrator changes names, e-mail address and roles.')
  expect(password()).not.toBeNull()
  expect(password()?.closest('details')).toBeNull()
})

test.each([
  [provider, true],
  [null, false],
])('administrators read whose roles a provider gives: %o', async (from, told) => {
  currentUser.value = admin
  serve({ User: { user: { ...alice, provider: from } }, Roles: { roles: [] }, UserSessions: { userSessions: [] } })
  await show(UserDetail, { props: { id: 'alice' } })

  expect(text().includes('This user signs in at Corp. Their roles are those of their groups there')).toBe(told)
})
