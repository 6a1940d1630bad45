// A certified provider: `node provider.mjs NAME PORT SHOP`. Its keys, sessions and refresh tokens end with the process.
// Its sign-in page takes any name, and the groups of this person.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const [name, port, shop] = process.argv.slice(2)
const issuer = `http://localhost:${port}`
const groupsOf = new Map()

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const kid = randomBytes(8).toString('hex')
const key = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }

const account = (id) => ({
  accountId: id,
  claims: () => ({
    sub: id,
    preferred_username: id,
    given_name: 'Olga',
    family_name: 'Outside',
    email: `${id}@${name}.example`,
    groups: groupsOf.get(id),
  }),
})

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'imitate',
      client_secret: 'the-secret-of-the-client',
      id_token_signed_response_alg: 'ES256',
      require_auth_time: true,
      grant_types: ['authorization_code', 'refresh_token'],
      // The second is wrong: a client that is registered like this still has to see whose answer it gets.
      redirect_uris: ['corp', 'partner'].map((one) => `${shop}/auth/oidc/${one}/callback`),
      post_logout_redirect_uris: [`${shop}/admin/`],
      backchannel_logout_uri: `${shop}/auth/oidc/${name}/backchannel-logout`,
      backchannel_logout_session_required: true,
    },
  ],
  jwks: { keys: [key] },
  claims: { openid: ['sub'], profile: ['preferred_username', 'given_name', 'family_name', 'groups'], email: ['email'] },
  // Both providers have the same host, and a host's ports share its cookies.
  cookies: {
    keys: [randomBytes(16).toString('hex')],
    names: { session: `${name}_session`, interaction: `${name}_interaction`, resume: `${name}_resume` },
  },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => (ctx.body = page('Sign out', form + leave)),
      postLogoutSuccessSource: (ctx) => (ctx.body = page('Signed out', '')),
    },
  },
  // The shop has an address of this machine, to which the provider sends nothing by itself.
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  findAccount: (_, id) => account(id),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  issueRefreshToken: () => true,
  // Nobody is asked whether the shop may know who they are.
  loadExistingGrant: async ({ oidc: { client, session, provider: { Grant } } }) => {
    const grant = new Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope('openid profile email')
    await grant.save()
    return grant
  },
})

const page = (title, content) =>
  `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1>${content}</html>`
const leave = `<button form="op.logoutForm" name="logout" value="yes">Sign out at ${name}</button>`
// Without `action` it goes to its own address.
const form =
  '<form method="post"><label>Name <input name="name"></label><label>Groups <input name="groups"></label>' +
  '<button>Go on</button></form>'

async function interact(request, response) {
  await provider.interactionDetails(request, response)
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html').end(page('Sign in', form))
    return
  }
  const parts = await request.toArray()
  const sent = new URLSearchParams(Buffer.concat(parts).toString())
  groupsOf.set(sent.get('name'), sent.get('groups').split(' '))
  await provider.interactionFinished(request, response, { login: { accountId: sent.get('name') } })
}

const rest = provider.callback()
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return rest(request, response)
  return interact(request, response).catch((fault) => response.writeHead(400).end(String(fault)))
}).listen(Number(port), '127.0.0.1')
