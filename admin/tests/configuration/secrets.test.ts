import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import CopyText from '../../src/components/secrets/CopyText.vue'
import SecretDialog from '../../src/components/secrets/SecretDialog.vue'
import { currentUser } from '../../src/currentUser'
import { admin } from '../support/persons'
import { give } from '../support/setup'
import { press, show, text } from '../support/show'

const props = { title: 'Secret of Warehouse', text: 'Store it.', label: 'Secret', secret: 'imk_secret' }

beforeEach(() => {
  currentUser.value = admin
})

test('the secret is text, since browsers keep the values of fields', async () => {
  await show(SecretDialog, { props })

  expect(text()).toContain('imk_secret')
  expect(document.querySelectorAll('input, textarea')).toHaveLength(0)
})

test('another page asks before the secret is gone', async () => {
  const { wrapper, router } = await show(SecretDialog, { props })
  const leaving = router.push('/imitations')
  await flushPromises()
  expect(text()).toContain('The secret cannot be shown again.')

  await press('Back to the secret')
  await leaving
  expect(router.currentRoute.value.path).toBe('/nowhere')

  await press('I have stored it')
  await router.push('/imitations')
  expect(router.currentRoute.value.path).toBe('/imitations')
  expect(wrapper.emitted('close')).toEqual([[]])
})

test('a page that is left drops it, so that Back does not show it again', async () => {
  const { wrapper } = await show(SecretDialog, { props })

  window.dispatchEvent(new Event('pagehide'))

  expect(wrapper.emitted('close')).toEqual([[]])
})

test('a value is copied, or selected where there is no clipboard', async () => {
  const writeText = vi.fn()
  give('clipboard', { writeText })
  await show(CopyText, { props: { label: 'Client ID', value: 'SWIA1' } })
  await press('Copy: Client ID')
  expect(writeText.mock.calls).toEqual([['SWIA1']])
  expect(text()).toContain('Copied.')

  writeText.mockRejectedValue(new Error('denied'))
  await press('Copy: Client ID')
  expect(window.getSelection()?.toString()).toBe('SWIA1')
  expect(text()).toContain('please copy it by hand')
})
