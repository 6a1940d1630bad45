// The persons, sales channels and imitations of the demo shop.
import type { ImitationRequest } from '../../src/imitation/approvals/requests'
import type { Customer, Target } from '../../src/imitation/handOver'

export const alice = {
  id: 'alice',
  username: 'alice',
  email: 'alice@example.com',
  firstName: 'Alice',
  lastName: 'Anders',
  active: true,
  admin: false,
  roles: [],
  factorDue: false, provider: null,
  hasFactor: false,
  privileges: ['customer:read', 'imitation:read', 'sales_channel:read', 'api_proxy_imitate-customer'],
}
export const admin = { ...alice, id: 'admin', username: 'admin', firstName: 'Ada', lastName: 'Admin', admin: true }

export const channel = (name: string, type: 'STOREFRONT' | 'HEADLESS' = 'STOREFRONT', active = true) => ({
  id: name.toLowerCase(),
  name,
  type,
  active,
  accessKey: null,
  domains: [],
})

export function target(name: string, url: string, language = 'en-GB'): Target {
  const loginUrl = `${url.replace(/\/$/, '')}/account/login/imitate-customer`
  return { loginUrl, salesChannel: channel(name), domain: { id: url, url, displayUrl: url, language, currency: 'EUR' } }
}

export const storefront = target('Storefront', 'http://127.0.0.1:8000')
export const german = target('Storefront', 'http://127.0.0.1:8000/de', 'de-DE')
export const outlet = target('Outlet', 'http://localhost:8000/')

export function bob(imitation: Partial<Customer['imitation']> = {}, other: Partial<Customer> = {}): Customer {
  return {
    id: 'bob',
    customerNumber: '10001',
    externalId: null,
    email: 'bob@example.com',
    firstName: 'Bob',
    lastName: 'Builder',
    company: null,
    active: true,
    guest: false,
    imitationConsent: true,
    imitationConsentWithdrawnAt: null,
    needsApproval: false,
    createdAt: '2026-01-01T10:00:00+00:00',
    lastLoginAt: null,
    boundSalesChannel: null,
    imitation: { allowed: true, reasons: [], vetoes: [], needsFull: [], needsReadOnly: [], targets: [storefront, german, outlet], ...imitation },
    ...other,
  }
}

/** A request of Alice's for Bob's account. */
export const request = (other: Partial<ImitationRequest> = {}): ImitationRequest => ({
  id: 'r1',
  reason: 'Ticket 4711: an order by telephone',
  reasonCategory: null,
  access: 'FULL',
  state: 'OPEN',
  mayDecide: false,
  decisionReason: null,
  createdAt: '2026-01-01T10:00:00+00:00',
  expiresAt: '2026-01-01T10:15:00+00:00',
  user: { id: 'alice', username: 'alice', firstName: 'Alice', lastName: 'Anders' },
  customer: { id: 'bob', customerNumber: '10001', email: 'bob@example.com', firstName: 'Bob', lastName: 'Builder' },
  salesChannel: channel('Storefront'),
  decidedBy: null,
  ...other,
})

export const reasonRules = (other: object = {}) => ({
  reasonRules: { required: false, shortest: 10, longest: 500, pattern: null, categories: [] as string[], ...other },
})

export const token = (salesChannelId = 'storefront') => ({
  generateImitateCustomerToken: {
    token: 'one-time-token',
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    customerId: 'bob',
    userId: 'alice',
    salesChannelId,
    loginUrls: [],
  },
})

export const imitation = (other: object = {}) => ({
  id: 'i1',
  reason: 'Ticket 4711: the cart looks empty',
  access: 'FULL',
  status: 'ACTIVE',
  createdAt: '2026-01-01T10:00:00+00:00',
  startedAt: '2026-01-01T10:00:05+00:00',
  endedAt: null,
  endReason: null,
  user: { id: 'alice', username: 'alice', firstName: 'Alice', lastName: 'Anders' },
  customer: { id: 'bob', customerNumber: '10001', email: 'bob@example.com', firstName: 'Bob', lastName: 'Builder' },
  salesChannel: channel('Storefront'),
  events: [
    { id: 'e1', at: '2026-01-01T10:00:05+00:00', action: 'imitation.redeemed', detail: '{"cause": "LOGOUT"}', remoteAddress: '127.0.0.1', hash: null },
  ],
  ...other,
})
