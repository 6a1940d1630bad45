import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import ConfirmDialog from '../../src/components/forms/ConfirmDialog.vue'
import { draftOf as integrationDraft, inputOf } from '../../src/components/integrations/draft'
import { endings, type SalesChannel } from '../../src/components/salesChannels/draft'
import IntegrationDetail from '../../src/pages/configuration/IntegrationDetail.vue'
import Integrations from '../../src/pages/configuration/Integrations.vue'
import SalesChannelDetail from '../../src/pages/configuration/SalesChannelDetail.vue'
import WebhookDetail from '../../src/pages/configuration/WebhookDetail.vue'
import { currentUser } from '../../src/currentUser'
import { admin, alice } from '../support/persons'
import { failure, page, serve } from '../support/server'
import { fill, press, show, text } from '../support/show'

const domain = { id: 'd1', url: 'https://shop.example', displayUrl: 'https://shop.example', language: 'en-GB', currency: 'EUR' }
const shop: SalesChannel = {
  id: 's1',
  name: 'Shop',
  type: 'STOREFRONT',
  active: true,
  accessKey: 'SWSC1',
  landingPath: '/landing',
  domains: [domain],
}
const warehouse = {
  id: 'i1',
  label: 'Warehouse',
  clientId: 'SWIA1',
  roles: [{ id: 'r1', name: 'Support' }],
  active: true,
  createdAt: '2026-01-01T10:00:00+00:00',
  lastUsedAt: null,
  expiresAt: '2030-01-01T10:00:30+00:00',
}
const save = async () => {
  document.querySelector('form')?.dispatchEvent(new Event('submit'))
  await flushPromises()
}

test.each([
  [{ name: 'Store' }, []],
  [{ active: false }, ['salesChannels.ends.sessions', 'salesChannels.ends.key']],
  [{ type: 'EXTERNAL' as const }, ['salesChannels.ends.imitations']],
  [{ domains: [] }, ['salesChannels.ends.domain']],
  [{ domains: [{ ...domain, currency: 'USD' }] }, []],
])('%o ends %o', (changes, keys) => {
  expect(endings(shop, changes).map(([key]) => key)).toEqual(keys)
})

test('a change of another administrator is told and not overwritten', async () => {
  currentUser.value = admin
  let stored = shop
  const calls = serve({ SalesChannels: () => ({ salesChannels: [stored] }) })
  await show(SalesChannelDetail, { props: { id: 's1' } })
  await press('Add domain')
  await fill('li:last-child [type=url]', 'https://new.example')
  stored = { ...shop, name: 'Store', domains: [domain, { ...domain, id: 'd2', url: 'https://b.example', displayUrl: 'https://b.example' }] }

  await save()
  expect(calls.map(({ operation }) => operation)).not.toContain('UpdateSalesChannel')
  expect(text()).toContain('Another user has changed this meanwhile.')
  expect(document.querySelector<HTMLInputElement>('[name=name]')?.value).toBe('Store')
})

test('only what has changed is sent, and once it is confirmed where something ends', async () => {
  currentUser.value = admin
  const calls = serve({
    SalesChannels: { salesChannels: [shop] },
    UpdateSalesChannel: { updateSalesChannel: { ...shop, domains: [] } },
  })
  const sent = () => calls.filter(({ operation }) => operation === 'UpdateSalesChannel').map(({ variables }) => variables)
  await show(SalesChannelDetail, { props: { id: 's1' } })

  await press('Remove: https://shop.example')
  await save()
  expect(text()).toContain('The address https://shop.example.')
  await press('Cancel')
  expect(sent()).toEqual([])

  await save()
  document.querySelector<HTMLElement>('.mt-modal .mt-button--critical')?.click()
  await flushPromises()
  expect(sent()).toEqual([{ id: 's1', input: { domains: [] } }])
})

test('roles are asked for by those alone who may read them', async () => {
  currentUser.value = { ...alice, privileges: ['integration:read', 'integration:write'] }
  const calls = serve({ Integrations: { integrations: [warehouse] }, UpdateIntegration: { updateIntegration: warehouse } })
  await show(IntegrationDetail, { props: { id: 'i1' } })
  expect(text()).toContain('Support')
  expect(text()).toContain('Without the privilege to view users you cannot choose roles.')

  await fill('[name=label]', 'Store room')
  await save()
  expect(calls.at(-2)?.variables).toEqual({ id: 'i1', input: { label: 'Store room' } })
})

test('readers get no button that changes anything', async () => {
  currentUser.value = { ...alice, privileges: ['webhook:read', 'integration:read'] }
  const delivery = { id: '7', webhookId: 'w1', event: 'TEST', state: 'FAILED', attempts: 1, createdAt: warehouse.createdAt }
  const webhook = { id: 'w1', url: 'https://crm.example/hook…', events: ['ORDER_PLACED'], active: true, createdAt: warehouse.createdAt }
  serve({
    Webhooks: { webhooks: [webhook] },
    WebhookDeliveries: { webhookDeliveries: page([delivery]) },
    Integrations: { integrations: [warehouse] },
  })
  const buttons = () => [...document.querySelectorAll('button')].map((button) => button.textContent?.trim())

  const { wrapper } = await show(WebhookDetail, { props: { id: 'w1' } })
  expect(text()).toContain('crm.example')
  expect(text()).toContain('Shortened: many addresses hold a key of the receiver.')
  expect(buttons()).toEqual([])
  wrapper.unmount()

  await show(IntegrationDetail, { props: { id: 'i1' } })
  expect(buttons()).toEqual(['Copy'])
})

test('a dialog stays while it is sent: a refusal or a secret would be lost', async () => {
  currentUser.value = admin
  let answer = (_: object): void => undefined
  const pending = new Promise<object>((resolve) => (answer = resolve))
  serve({ Integrations: { integrations: [] }, Roles: { roles: [] }, CreateIntegration: () => pending })
  await show(Integrations)
  await press('New integration')
  await fill('[name=label]', 'Warehouse')
  document.querySelector('form')?.dispatchEvent(new Event('submit'))

  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  await flushPromises()
  answer(failure('UNAVAILABLE'))
  await flushPromises()

  expect(text()).toContain('The server is busy. Please try again.')
  expect(document.querySelector<HTMLInputElement>('[name=label]')?.value).toBe('Warehouse')
})

test('so does a question', async () => {
  const { wrapper } = await show(ConfirmDialog, { props: { title: 'Delete?', confirmLabel: 'Delete', busy: true } })

  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  await press('Close dialog')
  expect(wrapper.emitted('close')).toBeUndefined()

  await wrapper.setProps({ busy: false })
  await press('Close dialog')
  expect(wrapper.emitted('close')).toEqual([[]])
})

test('an end is typed in the time of the reader', () => {
  const { expiresAt } = integrationDraft(warehouse)

  expect(new Date(expiresAt).toISOString()).toBe('2030-01-01T10:00:00.000Z')
  expect(inputOf({ expiresAt })).toEqual({ expiresAt: '2030-01-01T10:00:00.000Z' })
  expect(inputOf({ expiresAt: '' })).toEqual({ expiresAt: null })
  expect(inputOf({ active: true })).toEqual({ active: true })
})
