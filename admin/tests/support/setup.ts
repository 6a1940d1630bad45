// Adds what components need and jsdom lacks, and resets the shared state between tests.
import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterEach, beforeEach, vi } from 'vitest'
import { outdated } from '../../src/components/frame/outdated'
import { waitingRequests } from '../../src/imitation/approvals/requests'
import { currentUser, sessionEnded, unanswered } from '../../src/session/ended'
import { i18n } from '../../src/texts/i18n'
import { notices } from '../../src/notices'

// Test files share their modules, and with them this registration.
disableAutoUnmount()
enableAutoUnmount(afterEach)

beforeEach(() => {
  localStorage.clear()
  i18n.global.locale.value = 'en-GB'
  currentUser.value = undefined
  sessionEnded.value = false
  unanswered.value = undefined
  outdated.value = undefined
  notices.value = []
  waitingRequests.value = 0
})

// jsdom knows the element, but not how to open it.
HTMLDialogElement.prototype.showModal ??= function () {
  this.open = true
}
HTMLDialogElement.prototype.close ??= function () {
  this.open = false
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  document.body.innerHTML = ''
  for (const ability of ['userActivation', 'clipboard']) Reflect.deleteProperty(navigator, ability)
})

/** Sets whether the last click still counts, as browsers report it. */
export function clickCounts(isActive: boolean): void {
  give('userActivation', { isActive })
}

/** Gives the browser an ability that jsdom lacks. */
export function give(ability: 'userActivation' | 'clipboard', value: object): void {
  Object.defineProperty(navigator, ability, { value, configurable: true })
}
