import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { currentUser } from '../src/currentUser'
import { i18n, preferredLocale } from '../src/texts/i18n'
import SignIn from '../src/pages/SignIn.vue'
import { alice } from './support/persons'
import { failure, serve } from './support/server'
import { fill, show, text } from './support/show'

const login = { UserLogin: { userLogin: { accessToken: 'secret', expiresAt: '', user: alice } } }

async function submit(): Promise<void> {
  await fill('input[name=username]', 'alice')
  await fill('input[name=password]', 'imitate-demo')
  document.querySelector('form')?.dispatchEvent(new Event('submit'))
  await flushPromises()
}

test('signs in and goes back to where the user wanted to be', async () => {
  const calls = serve(login)
  const { router } = await show(SignIn, { at: '/sign-in?back=/nowhere/else' })

  await submit()

  expect(calls.find(({ operation }) => operation === 'UserLogin')?.variables).toEqual({ username: 'alice', password: 'imitate-demo' })
  expect(currentUser.value?.username).toBe('alice')
  await expect.poll(() => router.currentRoute.value.fullPath).toBe('/nowhere/else')
})

test.each(['//evil.test', '/\\evil.test', 'https://evil.test'])('never redirects to %s', async (back) => {
  serve(login)
  const { router } = await show(SignIn, { at: `/sign-in?back=${encodeURIComponent(back)}` })

  await submit()

  await expect.poll(() => router.currentRoute.value.path).toBe('/')
})

test('a provider leads back to where the user wanted to be', async () => {
  serve({ SignInProviders: { signInProviders: [{ name: 'corp', label: 'Corp' }] } })
  await show(SignIn, { at: '/sign-in?back=/customers?search=a' })
  await flushPromises()

  const link = document.querySelector<HTMLAnchorElement>('a[href^="/auth"]')
  expect(link?.textContent).toContain('Sign in with Corp')
  expect(link?.getAttribute('href')).toBe('/auth/oidc/corp/login?return_to=%2Fadmin%2Fcustomers%3Fsearch%3Da')
})

test('a wrong password shows one sentence and empties the field', async () => {
  serve({ UserLogin: failure('CHECKOUT__CUSTOMER_AUTH_BAD_CREDENTIALS') })
  await show(SignIn)

  await submit()

  expect(document.querySelector('[role=alert]')?.textContent).toContain('No active user has this username and password.')
  expect(document.querySelector<HTMLInputElement>('input[name=password]')?.value).toBe('')
  expect(currentUser.value).toBeUndefined()
})

test('password managers find the fields', async () => {
  await show(SignIn)

  expect(document.querySelector('input[name=username]')?.getAttribute('autocomplete')).toBe('username')
  expect(document.querySelector('input[name=password]')?.getAttribute('autocomplete')).toBe('current-password')
})

test('the chosen language is remembered', async () => {
  await show(SignIn)
  expect(text()).toContain('Sign in to the administration')

  await fill('select', 'de-DE')

  expect(text()).toContain('Anmeldung zur Administration')
  expect(document.documentElement.lang).toBe('de-DE')
  expect(preferredLocale()).toBe('de-DE')
  i18n.global.locale.value = 'en-GB'
})
