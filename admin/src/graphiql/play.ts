// Plays the story: fills in what earlier tabs were answered, and keeps what this one is.
import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit'
import { Carried, placesIn } from './carried'

type Ask = (asked: FetcherParams, options?: FetcherOpts) => Promise<unknown>

const introspection = 'IntrospectionQuery' // GraphiQL sends it with the headers of the open tab

/** `steps` are the names of the story's operations in their order. */
export function playing(ask: Ask, steps: string[], carried: Carried): Fetcher {
  return async (sent, options) => {
    const asked = { ...sent, operationName: onlyOperation(sent.query) ?? sent.operationName }
    const filled = carried.fill(asked)
    const headers = carried.fill((options?.headers ?? {}) as Record<string, string>)
    if (asked.operationName === introspection) return (await ask(filled, { ...options, headers: known(headers) })) as object
    const missing = placesIn(JSON.stringify([filled.variables, headers]))
    if (missing.length) return { errors: missing.map((name) => ({ message: unplayed(name) })) }
    const answer = (await ask(filled, { ...options, headers })) as { data?: unknown }
    const step = steps.indexOf(asked.operationName ?? '') + 1
    if (step) carried.note(step, answer.data)
    return answer
  }
}

/** GraphiQL reads the name of the operation a moment after a change of tabs, and sends that of the tab before until then. */
function onlyOperation(query: string): string | undefined {
  const names = [...query.matchAll(/^(?:query|mutation)\s+(\w+)/gm)].map(([, name]) => name)
  return names.length === 1 ? names[0] : undefined
}

/** The headers without those that still wait for a value. */
const known = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => !placesIn(value).length))

const unplayed = (name: string) => `There is no ${name} yet: play ${name.slice(name.indexOf('step'))} first.`
