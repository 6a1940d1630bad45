import { expect, test, vi } from 'vitest'
import CustomerImitations from '../src/components/customers/CustomerImitations.vue'
import { currentUser } from '../src/currentUser'
import { notices } from '../src/notices'
import ImitationDetail from '../src/pages/ImitationDetail.vue'
import AuditLog from '../src/pages/AuditLog.vue'
import { i18n } from '../src/texts/i18n'
import LiveImitations from '../src/pages/LiveImitations.vue'
import { admin, alice, channel, imitation, reasonRules } from './support/persons'
import { failure, page, serve } from './support/server'
import { control, fill, press, show, text } from './support/show'

const anothers = imitation({ user: { id: 'eve', username: 'eve', firstName: 'Eve', lastName: 'Evans' } })
const upgraded = imitation({
  fullSince: '2026-01-01T10:05:00+00:00',
  fullReason: 'the voucher is not taken off',
  fullReasonCategory: 'Order',
})
const now = '2026-06-01T12:00:00+00:00'
const verification = (found: object) => ({ valid: true, checked: 3, unsealed: 0, firstBrokenId: null, walkedAt: now, ...found })
const nobody = { imitations: page([]) }

test('the live list shows imitations and ends them', async () => {
  currentUser.value = admin
  let live = true
  const calls = serve({
    Imitations: () => ({ imitations: page(live ? [imitation()] : []) }),
    EndImitation: () => {
      live = false
      return { endImitation: imitation({ status: 'ENDED' }) }
    },
  })
  await show(LiveImitations)
  expect(calls[0]?.variables).toMatchObject({ active: true })
  expect(text()).toContain('alice as Bob Builder')

  await press('End: imitation of Bob Builder')
  expect(text()).toContain('alice is logged out of the account of Bob Builder at once.')
  expect(calls).toHaveLength(1)
  await press('End imitation')

  expect(calls[1]).toMatchObject({ operation: 'EndImitation', variables: { id: 'i1' } })
  expect(text()).toContain("Nobody is in a customer's account right now.")
})

test.each([
  ['the live list', LiveImitations, {}],
  ['the list on the card', CustomerImitations, { id: 'bob', imitations: [upgraded] }],
  ['the detail page', ImitationDetail, { id: 'i1' }],
] as const)('%s shows since when and why the access is full', async (_, shown, props) => {
  currentUser.value = alice
  serve({ Imitations: { imitations: page([upgraded]) }, Imitation: { imitation: upgraded } })
  await show(shown, { props })

  expect(text()).toMatch(/Full access since ?1 Jan 2026/)
  expect(text()).toContain('Ticket 4711: the cart looks empty')
  expect(text()).toMatch(/or full access(: )?Order: the voucher is not taken off/)
})

test('without imitation:end users can only end their own imitations', async () => {
  currentUser.value = alice
  serve({ Imitations: { imitations: page([imitation(), { ...anothers, id: 'i2' }]) } })
  await show(LiveImitations)

  expect(document.querySelectorAll('tbody tr')).toHaveLength(2)
  expect(document.querySelectorAll('tbody button')).toHaveLength(1)
})

test('a failed end is reported', async () => {
  currentUser.value = admin
  serve({ Imitations: { imitations: page([imitation()]) }, EndImitation: failure('CONTENT__ENTITY_NOT_FOUND') })
  await show(LiveImitations)

  await press('End: imitation of Bob Builder')
  await press('End imitation')

  expect(notices.value).toMatchObject([{ variant: 'critical', text: 'This entry no longer exists.' }])
})

test('the audit log filters by everything in the URL, and downloads the same', async () => {
  currentUser.value = admin
  const rules = reasonRules({ categories: ['Delivery'] })
  const calls = serve({ Imitations: nobody, SalesChannels: { salesChannels: [channel('Outlet')] }, ReasonRules: rules })
  const others = 'access=FULL&channel=outlet&cause=LOGOUT&category=Order&reason=ticket&ordered=no&order=10001'
  await show(AuditLog, { at: `/journal?user=alice&customer=bob&since=2026-01-01&until=2026-01-31&state=over&${others}` })

  expect(calls[0]?.variables).toMatchObject({
    userId: 'alice',
    customerId: 'bob',
    active: false,
    since: new Date(2026, 0, 1).toISOString(),
    until: new Date(2026, 1, 1).toISOString(),
    access: 'FULL',
    salesChannelId: 'outlet',
    endReason: 'LOGOUT',
    reasonCategory: 'Order',
    reason: 'ticket',
    orderPlaced: false,
    orderNumber: '10001',
  })
  const { first, after, ...filter } = calls[0]?.variables ?? {}
  const link = new URL((control('Download as a table') as HTMLAnchorElement).href)
  expect([first, after, link.pathname]).toEqual([25, null, '/admin/export/audit.csv'])
  const given = Object.entries(filter).filter(([, value]) => value !== null)
  expect(Object.fromEntries(link.searchParams)).toEqual(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))
  expect(text()).toContain('No imitation matches these filters.')
  const category = document.querySelectorAll<HTMLSelectElement>('select')[3]
  expect([...(category?.options ?? [])].map((option) => option.text)).toEqual(['All', 'Delivery', 'Order'])
  expect(category?.value).toBe('Order')
})

test('a filter is found by name, chosen and cleared', async () => {
  currentUser.value = admin
  const calls = serve({ Imitations: nobody, ImitatingUsers: { imitatingUsers: [alice] }, SalesChannels: { salesChannels: [] }, ReasonRules: reasonRules() })
  const { router } = await show(AuditLog, { at: '/journal' })

  await fill('input[list]', 'ali')
  await expect.poll(() => document.querySelector('option[value="alice (Alice Anders)"]')).not.toBeNull()
  await fill('input[list]', 'alice (Alice Anders)')
  expect(router.currentRoute.value.query).toEqual({ user: 'alice' })
  expect(calls.at(-1)?.variables.userId).toBe('alice')

  await press('Clear filters')
  expect(calls.at(-1)?.variables.userId).toBeNull()
  expect(document.querySelector<HTMLInputElement>('input[list]')?.value).toBe('')
})

test('a name that was not chosen filters nothing, and does not stay in the field', async () => {
  currentUser.value = admin
  serve({ Imitations: nobody, ImitatingUsers: { imitatingUsers: [alice] }, SalesChannels: { salesChannels: [] }, ReasonRules: reasonRules() })
  const { router } = await show(AuditLog, { at: '/journal' })
  const field = () => document.querySelector<HTMLInputElement>('input[list]')
  await fill('input[list]', 'ali')
  await expect.poll(() => document.querySelector('option[value="alice (Alice Anders)"]')).not.toBeNull()

  field()?.dispatchEvent(new Event('blur'))
  expect(router.currentRoute.value.query).toEqual({})
  await expect.poll(() => field()?.value).toBe('')

  await fill('input[list]', 'alice (Alice Anders)')
  await fill('input[list]', 'alice (Al')
  field()?.dispatchEvent(new Event('blur'))
  expect(router.currentRoute.value.query).toEqual({ user: 'alice' })
  await expect.poll(() => field()?.value).toBe('alice (Alice Anders)')
})

test('the audit log can be verified', async () => {
  currentUser.value = admin
  let valid = true
  serve({
    Imitations: nobody,
    VerifyAuditLog: () => ({ verifyAuditLog: verification({ valid, firstBrokenId: valid ? null : 'e7' }) }),
  })
  await show(AuditLog)

  await press('Verify the audit log')
  valid = false
  await press('Verify the audit log')

  expect(notices.value.map((notice) => notice.text)).toEqual([
    'The audit log is intact: 3 events checked.',
    'The audit log was altered. First broken event: e7',
  ])
})

test('many events are verified by a walk that shows its progress', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  currentUser.value = admin
  let walk = { checked: 0, total: 1_000_000, startedAt: now, finishedAt: null as string | null, valid: null as boolean | null }
  serve({
    Imitations: nobody,
    VerifyAuditLog: () => ({ verifyAuditLog: verification({ checked: 10_001, firstBrokenId: walk.finishedAt ? 'e7' : null }) }),
    StartAuditWalk: () => ({ startAuditWalk: walk }),
    AuditWalk: () => ({ auditWalk: walk }),
  })
  await show(AuditLog)

  await press('Verify the audit log')
  const begun = document.querySelector('progress')?.value
  walk = { ...walk, checked: 250_000 }
  await vi.advanceTimersByTimeAsync(1000)
  const shown = text()
  walk = { ...walk, finishedAt: now, valid: true, checked: 1_000_001 }
  await vi.advanceTimersByTimeAsync(1000)
  const left = document.querySelector('progress')
  await press('Verify the audit log')
  walk = { ...walk, valid: false }
  await press('Verify the audit log')
  vi.useRealTimers()

  expect(begun).toBe(0)
  expect(shown).toContain('250,000 of 1,000,000 events read')
  expect(left).toBeNull()
  expect(notices.value.map((notice) => notice.text)).toEqual([
    'The audit log is intact: 1,000,001 events checked.',
    'The audit log is intact: 1,000,001 events checked.',
    'The audit log was altered. First broken event: e7',
  ])
})

test('before the first walk few checked events do not count as all', async () => {
  currentUser.value = admin
  const walk = { checked: 12_000, total: 12_000, startedAt: now, finishedAt: now, valid: true }
  serve({
    Imitations: nobody,
    VerifyAuditLog: { verifyAuditLog: verification({ checked: 0, walkedAt: null }) },
    StartAuditWalk: { startAuditWalk: walk },
  })
  await show(AuditLog)

  await press('Verify the audit log')

  expect(notices.value.map((notice) => notice.text)).toEqual(['The audit log is intact: 12,000 events checked.'])
})

test('the detail page shows the events', async () => {
  currentUser.value = alice
  const calls = serve({ Imitation: { imitation: imitation() } })
  await show(ImitationDetail, { props: { id: 'i1' } })

  expect(calls.map(({ variables }) => variables)).toEqual([{ id: 'i1', first: 51, after: null }])
  expect(text()).toContain('Logged in as the customer')
  expect(text()).toContain('Cause: Logged out.')
  expect(text()).toContain('127.0.0.1')
  expect(text()).toContain('not yet sealed')
})

test.each([
  ['en-GB', 'Name erased as Name erased', 'Values of this event were erased'],
  ['de-DE', 'Name gelöscht als Name gelöscht', 'Werte dieses Ereignisses wurden gelöscht'],
] as const)('what was erased is said in %s', async (locale, title, event) => {
  currentUser.value = alice
  i18n.global.locale.value = locale
  const nobody = { username: '', firstName: '', lastName: '' }
  const { user, customer, events } = imitation()
  const erased = imitation({
    user: { ...user, ...nobody },
    customer: { ...customer, ...nobody, email: '' },
    reason: null,
    erasedAt: now,
    events: [{ ...events[0], detail: null, remoteAddress: null, hash: 'a'.repeat(64), erased: true }],
  })
  serve({ Imitation: { imitation: erased } })

  await show(ImitationDetail, { props: { id: 'i1' } })

  expect(text()).toContain(title)
  expect(text()).toContain(event)
  i18n.global.locale.value = 'en-GB'
})

test('the events come page by page', async () => {
  currentUser.value = alice
  const event = (n: number) => ({ ...imitation().events[0], id: `${n}`, remoteAddress: `192.0.2.${n}` })
  const calls = serve({
    Imitation: ({ after, first }) => {
      const events = Array.from({ length: 60 }, (_, n) => event(n)).slice(after === null ? 0 : Number(after) + 1)
      return { imitation: imitation({ events: events.slice(0, Number(first)) }) }
    },
  })
  await show(ImitationDetail, { props: { id: 'i1' } })
  expect(document.querySelectorAll('tbody tr')).toHaveLength(50)

  await press('Next')
  expect(calls.at(-1)?.variables.after).toBe('49')
  expect(text()).toContain('192.0.2.59')
  expect(document.querySelectorAll('tbody tr')).toHaveLength(10)

  await press('Previous')
  expect(document.querySelectorAll('tbody tr')).toHaveLength(50)
})

test('an unknown imitation is reported', async () => {
  currentUser.value = alice
  serve({ Imitation: { imitation: null } })
  await show(ImitationDetail, { props: { id: 'i9' } })

  expect(text()).toContain('There is no such imitation.')
})

test('the proofs of an imitation are saved as files, and what is not sealed is said', async () => {
  currentUser.value = alice
  serve({
    Imitation: { imitation: imitation({ endedAt: '2026-01-01T10:05:00+00:00' }) },
    ImitationProofs: { imitation: { startedAt: null, proof: 'c2sp.org/tlog-proof@v1', endProof: null } },
  })
  const saved: { name: string; url: string }[] = []
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:proof')
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, url: this.href })
  })
  await show(ImitationDetail, { props: { id: 'i1' } })

  await press('Save the proof of the login')
  await press('Save the proof of the end')

  expect(saved).toEqual([{ name: 'imitation-i1.tlog-proof', url: 'blob:proof' }])
  expect(notices.value.map((notice) => notice.text)).toEqual([
    'The audit log has not sealed this event yet. Try again in a moment.',
  ])
  vi.restoreAllMocks()
})
