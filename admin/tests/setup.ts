// jsdom has no layout, no tabs and no navigation; what a component needs of them stands here.
import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterEach, beforeEach, vi } from 'vitest'
import { currentUser } from '../src/currentUser'
import { i18n } from '../src/i18n'
import { notices } from '../src/notices'

// Files share their modules, and with them who is told when a test ends.
disableAutoUnmount()
enableAutoUnmount(afterEach)

beforeEach(() => {
  localStorage.clear()
  i18n.global.locale.value = 'en-GB'
  currentUser.value = undefined
  notices.value = []
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  document.body.innerHTML = ''
  for (const ability of ['userActivation', 'clipboard']) Reflect.deleteProperty(navigator, ability)
})

/** Whether the last click still counts, as browsers tell it. */
export function clickCounts(isActive: boolean): void {
  give('userActivation', { isActive })
}

/** What this browser is able to do: jsdom has none of it. */
export function give(ability: 'userActivation' | 'clipboard', value: object): void {
  Object.defineProperty(navigator, ability, { value, configurable: true })
}
