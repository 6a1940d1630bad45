// The badge of the navigation: counted again and again, until nobody touches the page.
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import AppHeader from '../../src/components/frame/AppHeader.vue'
import { currentUser } from '../../src/currentUser'
import { sessionEnded } from '../../src/session/ended'
import { alice } from '../support/persons'
import { failure, page, serve } from '../support/server'
import { show } from '../support/show'

const every = 10_000
const rest = 5 * 60_000
const badges = () => [...document.querySelectorAll('.count-badge .visually-hidden')].map((badge) => badge.textContent)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  currentUser.value = alice
})
afterEach(() => vi.useRealTimers())

async function pass(time: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(time)
  await flushPromises()
}

test('the number is at the menu and at the page, and follows the server', async () => {
  let waiting = 2
  const calls = serve({ ImitationRequests: () => ({ imitationRequests: page([], { totalCount: waiting }) }) })
  await show(AppHeader)
  expect(badges()).toEqual(['2 requests wait', '2 requests wait'])
  expect(calls[0]?.variables).toEqual({ open: true, first: 1 })

  waiting = 0
  await pass(every)

  expect(badges()).toEqual([])
})

test('it rests five minutes after the last key or click, so that it keeps no session alive', async () => {
  const calls = serve({ ImitationRequests: { imitationRequests: page([]) } })
  await show(AppHeader)

  await pass(rest + every)
  const counted = calls.length
  await pass(60 * 60_000)
  expect(calls).toHaveLength(counted)
  window.dispatchEvent(new Event('keydown'))
  await pass(every)

  expect(calls).toHaveLength(counted + 2)
})

test('an ended session asks for no password before the user does anything', async () => {
  serve({ ImitationRequests: failure('UNAUTHENTICATED') })
  await show(AppHeader)

  await pass(every)

  expect(sessionEnded.value).toBe(false)
})

test('users without a part in requests ask for nothing', async () => {
  currentUser.value = { ...alice, privileges: ['customer:read'] }
  const calls = serve({})
  await show(AppHeader)

  await pass(every)

  expect(calls).toEqual([])
})
