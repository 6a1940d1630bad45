// The pages and the privilege that each needs, without which App.vue says so in its place, as where the server does not answer who
// is signed in. Without a session the sign-in comes first and leads back to the page.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { currentUser, findCurrentUser } from './currentUser'
import { privilegesForRequests } from './imitation/approvals/requests'
import { i18n } from './texts/i18n'
import SignIn from './pages/SignIn.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** The key of the page's title. */
    title?: string
    /** The privilege that the page needs; of several any will do. */
    privilege?: string | string[]
    /** The route of the list that a detail page belongs to. */
    list?: string
    open?: boolean
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./pages/Home.vue'), meta: { title: 'home.title' } },
  {
    path: '/overview',
    name: 'overview',
    component: () => import('./pages/Overview.vue'),
    meta: { title: 'overview.title', privilege: ['imitation:read', 'server:read'] },
  },
  { path: '/sign-in', name: 'sign-in', component: SignIn, meta: { title: 'signIn.title', open: true } },
  {
    path: '/customers',
    name: 'customers',
    component: () => import('./pages/customers/Customers.vue'),
    meta: { title: 'customers.title', privilege: 'customer:read' },
  },
  {
    path: '/customers/new',
    name: 'new-customer',
    component: () => import('./pages/customers/NewCustomer.vue'),
    meta: { title: 'customerForm.new', privilege: 'customer:write', list: 'customers' },
  },
  {
    path: '/customers/:id',
    name: 'customer',
    component: () => import('./pages/customers/CustomerDetail.vue'),
    props: true,
    meta: { title: 'customer.title', privilege: 'customer:read', list: 'customers' },
  },
  {
    path: '/imitations',
    name: 'imitations',
    component: () => import('./pages/LiveImitations.vue'),
    meta: { title: 'imitations.title', privilege: 'imitation:read' },
  },
  {
    path: '/requests',
    name: 'requests',
    component: () => import('./pages/Requests.vue'),
    meta: { title: 'requests.title', privilege: privilegesForRequests },
  },
  // These two paths keep the former name of the audit log, so that bookmarks stay valid.
  {
    path: '/journal',
    name: 'audit-log',
    component: () => import('./pages/AuditLog.vue'),
    meta: { title: 'auditLog.title', privilege: 'imitation:read' },
  },
  {
    path: '/journal/:id',
    name: 'imitation',
    component: () => import('./pages/ImitationDetail.vue'),
    props: true,
    meta: { title: 'imitation.title', privilege: 'imitation:read', list: 'audit-log' },
  },
  {
    path: '/users',
    name: 'users',
    component: () => import('./pages/persons/Users.vue'),
    meta: { title: 'users.title', privilege: 'user:read' },
  },
  {
    path: '/users/:id',
    name: 'user',
    component: () => import('./pages/persons/UserDetail.vue'),
    props: true,
    meta: { title: 'user.title', privilege: 'user:read', list: 'users' },
  },
  { path: '/profile', name: 'profile', component: () => import('./pages/persons/Profile.vue'), meta: { title: 'profile.title' } },
  { path: '/signed-in', name: 'signed-in', component: () => import('./pages/SignedIn.vue'), meta: { title: 'providers.signedIn' } },
  { path: '/enrol', name: 'enrol', component: () => import('./pages/persons/Enrol.vue'), meta: { title: 'factors.due' } },
  {
    path: '/roles',
    name: 'roles',
    component: () => import('./pages/persons/Roles.vue'),
    meta: { title: 'roles.title', privilege: 'user:read' },
  },
  {
    path: '/sales-channels',
    name: 'sales-channels',
    component: () => import('./pages/configuration/SalesChannels.vue'),
    meta: { title: 'salesChannels.title', privilege: 'sales_channel:read' },
  },
  {
    path: '/sales-channels/new',
    name: 'new-sales-channel',
    component: () => import('./pages/configuration/NewSalesChannel.vue'),
    meta: { title: 'salesChannels.new', privilege: 'sales_channel:write', list: 'sales-channels' },
  },
  {
    path: '/sales-channels/:id',
    name: 'sales-channel',
    component: () => import('./pages/configuration/SalesChannelDetail.vue'),
    props: true,
    meta: { title: 'salesChannels.one', privilege: 'sales_channel:read', list: 'sales-channels' },
  },
  {
    path: '/integrations',
    name: 'integrations',
    component: () => import('./pages/configuration/Integrations.vue'),
    meta: { title: 'integrations.title', privilege: 'integration:read' },
  },
  {
    path: '/integrations/:id',
    name: 'integration',
    component: () => import('./pages/configuration/IntegrationDetail.vue'),
    props: true,
    meta: { title: 'integrations.one', privilege: 'integration:read', list: 'integrations' },
  },
  {
    path: '/webhooks',
    name: 'webhooks',
    component: () => import('./pages/configuration/Webhooks.vue'),
    meta: { title: 'webhooks.title', privilege: 'webhook:read' },
  },
  {
    path: '/webhooks/:id',
    name: 'webhook',
    component: () => import('./pages/configuration/WebhookDetail.vue'),
    props: true,
    meta: { title: 'webhooks.one', privilege: 'webhook:read', list: 'webhooks' },
  },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    component: () => import('./pages/NotFound.vue'),
    meta: { title: 'notFound.title' },
  },
]

export const router = createRouter({ history: createWebHistory('/admin/'), routes })

router.beforeEach(async (to) => {
  if (currentUser.value === undefined) await findCurrentUser()
  if (to.meta.open || currentUser.value === undefined) return true
  if (!currentUser.value) return { name: 'sign-in', query: to.name === 'home' ? {} : { back: to.fullPath } }
  // Nothing else is answered to them.
  if (currentUser.value.factorDue !== (to.name === 'enrol')) return { name: currentUser.value.factorDue ? 'enrol' : 'home' }
  return true
})

router.afterEach((to) => {
  const { t } = i18n.global
  document.title = to.meta.title ? `${t(to.meta.title)} | imitate` : 'imitate'
})
