// The context query by GraphQL Yoga on Node's own HTTP server: `node yoga.mjs PORT`.
import { createServer } from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import { context, typeDefs } from './context.mjs'

const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs,
    resolvers: {
      Query: {
        context: (_, __, { request }) =>
          context(request.headers.get('sw-access-key'), request.headers.get('sw-context-token'))
      }
    }
  })
})
createServer(yoga).listen(Number(process.argv[2]), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
