// The sign-in at a provider over a page whose session has ended.
import { expect, test } from 'vitest'
import ProviderAgain from '../../src/components/providers/ProviderAgain.vue'
import { currentUser, sessionEnded } from '../../src/session/ended'
import { alice } from '../support/persons'
import { failure, serve } from '../support/server'
import { press, show } from '../support/show'

test('a user who has not signed in yet is told so, and can go on later', async () => {
  const provider = { name: 'corp', label: 'Corp' }
  let signedIn = false
  serve({ CurrentUser: () => (signedIn ? { currentUser: alice } : failure('UNAUTHENTICATED')) })
  currentUser.value = alice
  sessionEnded.value = true
  const { wrapper } = await show(ProviderAgain, { props: { provider } })

  await press('I have signed in')
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Your session has ended.')
  signedIn = true
  await press('I have signed in')

  expect(document.querySelector('[role=alert]')).toBeNull()
  expect(wrapper.emitted('signed-in')).toHaveLength(1)
})
