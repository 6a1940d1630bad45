// The context query by Mercurius with its JIT compiler, on Fastify: `node mercurius.mjs PORT`.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { context, typeDefs } from './context.mjs'

const app = Fastify()
app.register(mercurius, {
  schema: typeDefs,
  jit: 1, // compiles a document when it comes for the second time
  context: (request) => ({ headers: request.headers }),
  resolvers: {
    Query: {
      context: (_, __, { headers }) => context(headers['sw-access-key'], headers['sw-context-token'])
    }
  }
})
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
process.on('SIGTERM', () => process.exit(0))
