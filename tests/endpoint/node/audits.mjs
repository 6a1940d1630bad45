// Prints one line of JSON: what each audit of GraphQL over HTTP says of the server at the given URL.
import { serverAudits } from 'graphql-http'

const results = []
for (const audit of serverAudits({ url: process.argv[2], fetchFn: fetch })) {
  const { status, reason } = await audit.fn()
  results.push({ id: audit.id, name: audit.name, status, reason })
}
console.log(JSON.stringify(results))
