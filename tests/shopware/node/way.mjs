// The whole way of Shopware's clients: what each step answered, as one object.
export async function way({ createAPIClient, createAdminAPIClient }, given) {
  const { url, accessKey, password, customerId, userId, salesChannelId, productId } = given
  const credentials = (username) => ({
    grant_type: 'password', client_id: 'administration', scopes: 'write', username, password
  })
  const generate = 'generateImitateCustomerToken post /_proxy/generate-imitate-customer-token'
  const body = { customerId, salesChannelId }
  const admin = createAdminAPIClient({ baseURL: `${url}/api`, credentials: credentials('alice') })
  const tokens = []
  const shop = createAPIClient({ baseURL: `${url}/store-api`, accessToken: accessKey })
  shop.hook('onContextChanged', (token) => { tokens.push(token) })
  const report = {}

  const made = await admin.invoke(generate, { body })
  report.generated = [made.status, Object.keys(made.data)]

  await shop.invoke('imitateCustomerLogin post /account/login/imitate-customer', {
    body: { token: made.data.token, customerId, userId }
  })
  const context = (await shop.invoke('readContext get /context')).data
  report.context = [context.customer.email, context.imitated, context.token === tokens.at(-1)]

  const line = (cart) => cart.lineItems.find((item) => item.referencedId === productId)
  const before = line((await shop.invoke('readCart get /checkout/cart')).data)?.quantity ?? 0
  const items = [{ id: productId, referencedId: productId, quantity: 2, type: 'product' }]
  const added = (await shop.invoke('addLineItem post /checkout/cart/line-item', { body: { items } })).data
  const { id, quantity } = line(added)
  report.added = quantity - before
  const fewer = { items: [{ id, quantity: 1 }] }
  const changed = await shop.invoke('updateLineItem patch /checkout/cart/line-item', { body: fewer })
  report.changed = line(changed.data).quantity
  const left = await shop.invoke('removeLineItem delete /checkout/cart/line-item', { query: { ids: [id] } })
  report.removed = line(left.data) === undefined

  report.loggedOut = (await shop.invoke('logoutCustomer post /account/logout')).data
  report.again = await refusal(shop.invoke('logoutCustomer post /account/logout'))
  report.used = await refusal(shop.invoke('imitateCustomerLogin post /account/login/imitate-customer', {
    body: { token: made.data.token, customerId, userId }
  }))

  await shop.invoke('loginCustomer post /account/login', {
    body: { username: 'bob@example.com', password }
  })
  const own = (await shop.invoke('readContext get /context')).data
  report.own = [own.customer.firstName, own.imitated]

  admin.setSessionData({ ...admin.getSessionData(), expirationTime: 0 })
  report.refreshed = (await admin.invoke(generate, { body })).status

  const eve = createAdminAPIClient({ baseURL: `${url}/api`, credentials: credentials('eve') })
  report.unprivileged = await refusal(eve.invoke(generate, { body }))
  report.distinctTokens = new Set(tokens).size
  return report
}

async function refusal(promise) {
  try {
    await promise
  } catch (error) {
    return [error.name, error.status, error.details.errors[0].code]
  }
  return null
}
