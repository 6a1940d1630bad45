import { expect, test, vi } from 'vitest'
import { currentUser } from '../../src/currentUser'
import { waitingRequests } from '../../src/imitation/approvals/requests'
import Overview from '../../src/pages/Overview.vue'
import { admin, alice } from '../support/persons'
import { failure, serve } from '../support/server'
import { press, show, text } from '../support/show'

// jsdom draws nothing: the plot itself is tested in a browser.
HTMLCanvasElement.prototype.getContext = () => null

const statistics = (found: object = {}) => ({
  imitationStatistics: {
    live: 2,
    perDay: [
      { day: '2026-01-30', generated: 5, started: 4, refused: 0 },
      { day: '2026-01-31', generated: 1, started: 1, refused: 2 },
    ],
    perUser: [{ user: alice, count: 5 }],
    byEndReason: [{ reason: 'LOGOUT', count: 3 }],
    refusals: [{ code: 'GUEST', count: 2 }, { code: 'A_CODE_TO_COME', count: 1 }],
    ordersPlaced: 7,
    complete: true,
    ...found,
  },
})
const webhook = { id: 'w1', url: 'https://crm.example/', events: [], active: true, failingSince: '2026-01-31T10:00:00+00:00', createdAt: '' }
const numbers = () => [...document.querySelectorAll('.tile')].map((tile) => tile.textContent)

test('who has requests to see is told how many wait', async () => {
  currentUser.value = alice
  waitingRequests.value = 3
  serve({ Overview: statistics() })
  const { wrapper } = await show(Overview)
  expect(numbers()[1]).toBe('Requests that wait3')
  wrapper.unmount()

  currentUser.value = { ...alice, privileges: ['imitation:read'] }
  await show(Overview)
  expect(numbers()).toHaveLength(4)
})

test('the overview counts, and leads to the audit log with the same filter', async () => {
  currentUser.value = alice
  const calls = serve({ Overview: statistics() })
  await show(Overview, { at: '/overview?days=7' })

  const { since, until, timeZone } = calls[0]?.variables as Record<string, string>
  expect(Date.parse(until ?? '') - Date.parse(since ?? '')).toBeGreaterThan(6.9 * 24 * 3600 * 1000)
  expect(timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
  expect(numbers()).toEqual(['Live now2', 'Requests that wait0', 'Imitations5', 'Orders placed while imitating7', 'Refusals2'])
  expect(text()).toContain('Guests have no account.')
  expect(text()).toContain('A_CODE_TO_COME')
  const link = [...document.querySelectorAll('a')].find((one) => one.textContent === 'Alice Anders (alice)')
  expect(link?.getAttribute('href')).toMatch(/^\/journal\?since=\d{4}-\d\d-\d\d&user=alice$/)
})

test('the arrow keys move from day to day, and each day is told; what cannot be drawn is a table', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined) // Chart.js says that it has no canvas
  currentUser.value = alice
  serve({ Overview: statistics() })
  const { wrapper } = await show(Overview)

  const canvas = wrapper.get('canvas')
  await canvas.trigger('keydown', { key: 'ArrowLeft' })
  expect(wrapper.get('.day-chart__told').text()).toBe('31 Jan 2026: tokens 1, imitations 1, refusals 2')
  await canvas.trigger('keydown', { key: 'ArrowLeft' })
  expect(wrapper.get('.day-chart__told').text()).toBe('30 Jan 2026: tokens 5, imitations 4, refusals 0')
  await expect.poll(() => wrapper.get<HTMLDetailsElement>('details').element.open).toBe(true)
})

test('webhooks and keys are asked for with their privileges alone', async () => {
  currentUser.value = alice
  const before = serve({ Overview: statistics({ complete: false }) })
  const { wrapper } = await show(Overview)
  expect(before.map((call) => call.operation)).toEqual(['Overview'])
  expect(text()).toContain('still being counted')
  expect(text()).not.toContain('Webhooks and keys')
  wrapper.unmount()

  currentUser.value = admin
  serve({
    Overview: statistics(),
    Webhooks: { webhooks: [webhook] },
    Integrations: { integrations: [] },
    ServerFindings: { serverFindings: [] },
  })
  await show(Overview)
  expect(text()).toContain('https://crm.example/ fails since')
  expect(text()).toContain('No key expires within 30 days.')
})

const finding = (check: string, verdict: string, words = `${check} told`) => ({ check, kind: 'STATE', verdict, text: words })
const found = () => [...document.querySelectorAll('.findings__one')].map((one) => one.textContent)

test('what fails in the server stands first, the worst on top, and what is well behind a summary', async () => {
  currentUser.value = { ...alice, privileges: ['server:read'] }
  const serverFindings = [finding('clock', 'OK'), finding('consent', 'WARNING'), finding('audit-log', 'FAILED'), finding('a-new-one', 'WAIVED')]
  const calls = serve({ ServerFindings: { serverFindings } })
  await show(Overview)

  expect(calls.map((call) => call.operation)).toEqual(['ServerFindings'])
  expect(document.querySelector('.page__head + .findings')).not.toBeNull()
  expect(found()).toEqual(['FailedAudit logaudit-log told', 'WarningConsentconsent told', 'Waiveda-new-onea-new-one told'])
  expect(document.querySelector('.findings details')?.textContent).toBe('1 check passesClockclock told')
  expect(document.querySelector('select')).toBeNull()
})

test('a server without findings is told in a sentence, below the numbers', async () => {
  currentUser.value = { ...alice, privileges: ['imitation:read', 'server:read'] }
  serve({ Overview: statistics(), ServerFindings: { serverFindings: [finding('clock', 'OK'), finding('disk', 'OK')] } })
  await show(Overview)

  expect(document.querySelector('.page__head + .findings')).toBeNull()
  expect(text()).toContain('All checks of the server pass.')
  expect(text()).toContain('2 checks pass')
})

test('checks that cannot be asked for are asked for again', async () => {
  currentUser.value = { ...alice, privileges: ['server:read'] }
  serve({ ServerFindings: failure('UNAVAILABLE') })
  await show(Overview)
  expect(text()).toContain('The server is busy.')

  serve({ ServerFindings: { serverFindings: [finding('clock', 'OK')] } })
  await press('Try again')
  expect(text()).toContain('All checks of the server pass.')
})

test('a failure is said, and tried again', async () => {
  currentUser.value = alice
  serve({ Overview: failure('UNAVAILABLE') })
  await show(Overview)

  expect(text()).toContain('The server is busy.')
})
