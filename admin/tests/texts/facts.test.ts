import { afterEach, expect, test } from 'vitest'
import { currentUser } from '../../src/currentUser'
import ImitationDetail from '../../src/pages/ImitationDetail.vue'
import { i18n } from '../../src/texts/i18n'
import { alice, imitation } from '../support/persons'
import { serve } from '../support/server'
import { show, text } from '../support/show'

afterEach(() => {
  i18n.global.locale.value = 'en-GB'
})

test('the account at a provider is told', async () => {
  currentUser.value = alice
  const [event] = imitation().events
  const detail = JSON.stringify({ identity: { of: 'u1', issuer: 'https://id.example', subject: 'carol-at-corp' } })
  serve({ Imitation: { imitation: imitation({ events: [{ ...event, action: 'imitation.redeemed', detail }] }) } })

  await show(ImitationDetail, { props: { id: 'i1' } })

  expect(text()).toContain('Account at the provider: carol-at-corp (https://id.example)')
})

test.each([
  ['en-GB', 'Approved by: lena', 'Full access given later', 'Access before: Look only'],
  ['de-DE', 'Freigegeben von: lena', 'Voller Zugriff später gegeben', 'Zugriff davor: Nur ansehen'],
] as const)('approvals and later full access are told in %s', async (locale, ...told) => {
  currentUser.value = alice
  i18n.global.locale.value = locale
  const [event] = imitation().events
  const approval = { access: 'FULL', request: 'r1', approvedBy: { id: 'l1', username: 'lena' } }
  const events = [
    { ...event, action: 'imitation.generated', detail: JSON.stringify(approval) },
    { ...event, id: '2', action: 'imitation.upgraded', detail: '{"before": "READ_ONLY", "access": "FULL"}' },
  ]
  serve({ Imitation: { imitation: imitation({ events }) } })

  await show(ImitationDetail, { props: { id: 'i1' } })

  for (const one of told) expect(text()).toContain(one)
  expect(text()).not.toContain('{')
})
