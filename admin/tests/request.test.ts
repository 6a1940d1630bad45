import { expect, test, vi } from 'vitest'
import { CurrentUserDocument, UpdateUserDocument, UserLoginDocument } from '../src/gql/graphql'
import { generateImitateCustomerToken } from '../src/imitation/generateImitateCustomerToken'
import { request, RequestFailed } from '../src/request'
import { sessionEnded } from '../src/session/ended'
import { requestSteppedUp, steppingUp, stepUpDone } from '../src/session/steppedUp'
import { alice, token } from './support/persons'
import { failure, serve } from './support/server'

test('one endpoint, POST, JSON, with the cookie of this origin and no header that carries a token', async () => {
  const calls = serve({ CurrentUser: { currentUser: alice } })

  await request(CurrentUserDocument)

  expect(calls[0]?.url).toBe('/graphql')
  expect(calls[0]?.init).toMatchObject({ method: 'POST', credentials: 'same-origin' })
  expect(calls[0]?.init.headers).toEqual({ 'content-type': 'application/json', accept: 'application/json' })
})

test('an error has the code of the server', async () => {
  serve({ CurrentUser: failure('FRAMEWORK__RATE_LIMIT_EXCEEDED', { retryAfter: 7 }) })

  const error = await request(CurrentUserDocument).catch((cause: unknown) => cause)

  expect(error).toBeInstanceOf(RequestFailed)
  expect(error).toMatchObject({ code: 'FRAMEWORK__RATE_LIMIT_EXCEEDED', extensions: { retryAfter: 7 } })
})

test('no answer at all is OFFLINE', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')))

  await expect(request(CurrentUserDocument)).rejects.toMatchObject({ code: 'OFFLINE' })
})

test('without a session nobody is waited for', async () => {
  serve({ CurrentUser: failure('UNAUTHENTICATED') })

  await expect(request(CurrentUserDocument)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  expect(sessionEnded.value).toBe(false)
})

test('the access token is stored nowhere', async () => {
  serve({ UserLogin: { userLogin: { accessToken: 'secret', expiresAt: '', user: alice } } })

  await request(UserLoginDocument, { username: 'alice', password: 'x' })

  expect(JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie).not.toContain('secret')
})

test('a token is requested with full access and no reason by default', async () => {
  const calls = serve({ GenerateImitateCustomerToken: token() })

  await generateImitateCustomerToken('bob', 'storefront')
  await generateImitateCustomerToken('bob', 'storefront', { reason: ' Ticket 4711 is open ', access: 'READ_ONLY' })

  expect(calls.map(({ variables }) => variables)).toEqual([
    { customerId: 'bob', salesChannelId: 'storefront', reason: null, reasonCategory: null, access: 'FULL', supportCode: null },
    { customerId: 'bob', salesChannelId: 'storefront', reason: 'Ticket 4711 is open', reasonCategory: null, access: 'READ_ONLY', supportCode: null },
  ])
})

test('an old sign-in is renewed before it goes on, and what was typed is sent again', async () => {
  let recent = false
  const old = failure('FRAMEWORK__STEP_UP_REQUIRED', { maxAge: 60, methods: ['PASSWORD'] })
  const calls = serve({ UpdateUser: () => (recent ? { updateUser: alice } : old) })
  const send = () => requestSteppedUp(UpdateUserDocument, { id: alice.id, input: { email: 'typed@example.com' } })

  const given = send().catch((cause: unknown) => cause)
  await vi.waitFor(() => expect(steppingUp.value).toBe(true))
  stepUpDone(false)
  expect(await given).toMatchObject({ code: 'FRAMEWORK__STEP_UP_REQUIRED' })

  const done = send()
  await vi.waitFor(() => expect(steppingUp.value).toBe(true))
  recent = true
  stepUpDone(true)
  expect(await done).toEqual({ updateUser: alice })
  expect(calls.map(({ variables }) => variables)).toEqual(Array(3).fill(calls[0]?.variables))
})
