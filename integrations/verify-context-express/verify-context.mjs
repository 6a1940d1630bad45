// Express middleware that lets requests in whose bearer token tells who is really there.
import { createRemoteJWKSet, jwtVerify } from 'jose'

export function verifyContext({ issuer, audience }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    cacheMaxAge: 60_000,
    cooldownDuration: 1000,
  })
  const requiredClaims = ['exp', 'sub', 'sid', 'channel', 'access']
  const options = { issuer, audience, algorithms: ['ES256'], typ: 'at+jwt', requiredClaims }
  return async (request, response, next) => {
    const [, token] = /^bearer ([\w.-]+)$/i.exec(request.get('authorization') ?? '') ?? []
    const verified = token && (await jwtVerify(token, keys, options).catch(() => null))
    if (!verified) return response.status(401).set('www-authenticate', 'Bearer').end()
    request.context = verified.payload
    next()
  }
}
