// The server of the tests: only `fetch` is replaced.
import { vi } from 'vitest'

type Variables = Record<string, unknown>
type Answer = object | ((variables: Variables) => object | Promise<object>)

export interface Call {
  operation: string
  variables: Variables
  url: string
  init: RequestInit
}

/** Answers every operation by its name and returns what was asked. An unknown operation fails the test. */
export function serve(answers: Record<string, Answer>): Call[] {
  const calls: Call[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const { query, variables = {} } = JSON.parse(String(init.body)) as { query: string; variables?: Variables }
    const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''
    calls.push({ operation, variables, url, init })
    const answer = answers[operation]
    if (!answer) throw new Error(`The test has no answer for ${operation}.`)
    const data = typeof answer === 'function' ? await answer(variables) : answer
    return Response.json('errors' in data ? data : { data })
  })
  return calls
}

export const failure = (code: string, extensions: object = {}) => ({
  errors: [{ message: 'Refused.', extensions: { code, ...extensions } }],
})

export function page<Node>(nodes: Node[], { endCursor = null as string | null, totalCount = nodes.length } = {}) {
  const pageInfo = { hasNextPage: !!endCursor, hasPreviousPage: false, startCursor: null, endCursor }
  return { nodes, totalCount, pageInfo }
}
