// Lets users of imitate's admin act as a customer of this shop, and shows it on every page.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { urlencoded } from 'express'

const { IMITATE_URL, IMITATE_ACCESS_KEY } = process.env
const adminOrigin = new URL(IMITATE_URL).origin
const fileOf = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const [operations, bannerText] = [fileOf('landing.graphql'), fileOf('banner.html')]
const readForm = promisify(urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 }))

/** The middleware, behind express-session: the shop answers what `answer` does not. */
export const imitation = (knows) => async (request, response, next) => {
  try {
    if (request.session.imitation) response.set('cache-control', 'no-store')
    if (await answer(request, response, knows)) return
  } catch (fault) {
    if (fault.status < 500) return response.sendStatus(fault.status) // of readForm
    return response.status(503).send('The administration does not answer. Try again.')
  }
  next()
}

/** Answers instead of a page of the shop; undefined lets the shop answer. */
async function answer(request, response, knows) {
  const { path, session } = request
  if (path === '/account/login/imitate-customer') return land(request, response, knows)
  if (!session.imitation) return undefined
  if (path === '/imitation/end') return end(request, response)
  const [polled, { card, token }] = [path === '/imitation/state', session.imitation]
  const who = (await ask(request, polled ? 'Look' : 'Visit', token))?.context
  if (!who?.imitated) {
    await promisify(session.destroy).call(session)
    return response.status(403).send(`The imitation has ended. <a href="${card}">Back</a>`)
  }
  request.imitation = who
  if (polled) return response.type('text').send(who.imitation.idleExpiresAt)
  if (who.imitation.access === 'READ_ONLY' && !['GET', 'HEAD'].includes(request.method))
    return response.status(403).send('This imitation may only look. Nothing was changed.')
}

/** Redeems the token of the admin's form, and opens a session with a new id. */
async function land(request, response, knows) {
  if (request.method !== 'POST' || request.get('origin') !== adminOrigin)
    return response.status(403).send('Only a form of the administration leads here.')
  await readForm(request, response)
  const data = await ask(request, 'Redeem', request.session.imitation?.token, request.body)
  if (!data) return response.status(400).send('This login is not valid any more. Begin again.')
  const { token, context } = data.imitateCustomerLogin
  if (!(await knows(context.customer.customerNumber))) {
    await ask(request, 'End', token)
    return response.status(404).send('This shop does not know the customer.')
  }
  await promisify(request.session.regenerate).call(request.session)
  const card = `${IMITATE_URL}/admin/customers/${context.customer.id}`
  request.session.customerNumber = context.customer.customerNumber
  request.session.imitation = { token, card, csrf: randomBytes(32).toString('base64url') }
  return response.set('cache-control', 'no-store').redirect(303, '/account')
}

/** Ends the imitation here and at imitate, and goes back to the customer's card. */
async function end(request, response) {
  if (request.method === 'POST') await readForm(request, response)
  const { token, card, csrf } = request.session.imitation
  const sent = Buffer.from(String(request.body?.csrf))
  if (sent.length !== csrf.length || !timingSafeEqual(sent, Buffer.from(csrf)))
    return response.status(403).send('Only the button in the banner leads here.')
  await promisify(request.session.destroy).call(request.session)
  await ask(request, 'End', token)
  return response.redirect(303, card)
}

/** The data of imitate's answer, null for a refusal; throws if there is no answer. */
async function ask(request, operationName, token = '', variables = {}) {
  const headers = { 'content-type': 'application/json', 'sw-access-key': IMITATE_ACCESS_KEY }
  // The browser's address counts once imitate trusts this server (TRUSTED_PROXIES).
  Object.assign(headers, { 'sw-context-token': token, 'x-forwarded-for': request.ip })
  const body = JSON.stringify({ query: operations, operationName, variables })
  const options = { method: 'POST', headers, body, signal: AbortSignal.timeout(3000) }
  const response = await fetch(`${IMITATE_URL}/graphql`, options)
  if (!response.ok) throw new Error(`imitate answers ${response.status}`)
  return (await response.json()).data
}

/** HTML to put first into the body of every page; empty while nobody imitates. */
export function banner({ imitation: who, session }) {
  if (!who) return ''
  const names = [who.imitatingUser, who.customer].map((it) => `${it.firstName} ${it.lastName}`)
  const { access, idleExpiresAt } = who.imitation
  const values = [...names, access, idleExpiresAt, session.imitation.csrf]
  const safe = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt()};`)
  return bannerText.replace(/\{(\d)\}/g, (_, position) => safe(values[position]))
}
