import { beforeEach, expect, test } from 'vitest'
import App from '../../src/App.vue'
import NewBrowserCard from '../../src/components/sessions/NewBrowserCard.vue'
import { currentUser } from '../../src/currentUser'
import { i18n } from '../../src/texts/i18n'
import { alice } from '../support/persons'
import { serve } from '../support/server'
import { control, press, show, text } from '../support/show'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
let number = 0

/** Each has an id of its own: what was confirmed stays so. */
const signIn = (other: object = {}) => ({
  id: `s${++number}`,
  createdAt: '2026-06-01T12:00:00Z',
  remoteAddress: '203.0.113.7',
  userAgent: firefox,
  current: false,
  live: true,
  ...other,
})
const told = () => document.querySelectorAll('.new-browsers__one').length

beforeEach(() => {
  currentUser.value = alice
  i18n.global.locale.value = 'en-GB'
})

test('without a new browser there is no card', async () => {
  const calls = serve({ NewBrowserSignIns: { newBrowserSignIns: [] } })
  await show(NewBrowserCard)

  expect(calls.map(({ operation }) => operation)).toEqual(['NewBrowserSignIns'])
  expect(text().trim()).toBe('')
})

test('a sign-in is told, and its session is ended', async () => {
  const one = signIn()
  const calls = serve({
    NewBrowserSignIns: () => ({ newBrowserSignIns: [{ ...one, live: !calls.some(({ operation }) => operation === 'EndUserSession') }] }),
    EndUserSession: { endUserSession: true },
  })
  await show(NewBrowserCard)
  expect(text()).toMatch(/Firefox, Linux ?Signed in .*2026.* · 203\.0\.113\.7/)
  expect(control('Change password').getAttribute('href')).toBe('/profile')

  await press('End session: Firefox, Linux')
  await press('End session')
  expect(calls.length).toBe(1)
  ;[...document.querySelectorAll('button')].filter((one) => one.textContent?.trim() === 'End session').at(-1)?.click()
  await expect.poll(() => calls.find(({ operation }) => operation === 'EndUserSession')?.variables).toEqual({ id: one.id })
  await expect.poll(text).toContain('Ended')
})

test('what the user confirms is told no more', async () => {
  const [one, other] = [signIn(), signIn({ userAgent: null, remoteAddress: null, live: false })]
  serve({ NewBrowserSignIns: { newBrowserSignIns: [one, other] } })
  await show(NewBrowserCard)
  expect(told()).toBe(2)
  expect(text()).toContain('Unknown device')

  await press('It was me: Unknown device')
  expect(told()).toBe(1)
  document.body.innerHTML = ''
  await show(NewBrowserCard)
  expect(told()).toBe(1)
})

test('this session and those that are over cannot be ended here', async () => {
  serve({ NewBrowserSignIns: { newBrowserSignIns: [signIn({ current: true }), signIn({ live: false })] } })
  await show(NewBrowserCard)

  expect(text()).toContain('This device')
  expect([...document.querySelectorAll('button')].map((one) => one.textContent?.trim())).toEqual(['It was me', 'It was me'])
})

test.each([
  ['en-GB', 'change your password at Corp'],
  ['de-DE', 'ändere Dein Passwort bei Corp'],
] as const)("a provider's user has no password to change here, in %s", async (locale, words) => {
  i18n.global.locale.value = locale
  currentUser.value = { ...alice, provider: { name: 'corp', label: 'Corp' } }
  serve({ NewBrowserSignIns: { newBrowserSignIns: [signIn()] } })
  await show(NewBrowserCard)

  expect(text()).toContain(words)
  expect(document.querySelector('a')).toBeNull()
})

test.each([
  ['/overview', alice.privileges, 1],
  ['/customers', ['customer:read'], 1],
  ['/customers', alice.privileges, 0],
])('it stands on the page on which the user begins: %s with %s', async (at, privileges, asked) => {
  currentUser.value = { ...alice, privileges }
  const calls = serve({ NewBrowserSignIns: { newBrowserSignIns: [signIn()] } })
  await show(App, { at })

  await expect.poll(() => calls.filter(({ operation }) => operation === 'NewBrowserSignIns').length).toBe(asked)
  await expect.poll(told).toBe(asked)
})
