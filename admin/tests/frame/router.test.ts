import { expect, test } from 'vitest'
import { currentUser } from '../../src/currentUser'
import { router } from '../../src/router'
import { admin, alice } from '../support/persons'
import { failure, serve } from '../support/server'

async function go(to: string): Promise<string> {
  await router.push(to)
  return router.currentRoute.value.fullPath
}

test('without a session the sign-in comes first', async () => {
  serve({ CurrentUser: failure('UNAUTHENTICATED') })

  expect(await go('/customers/bob')).toBe('/sign-in?back=/customers/bob')
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
