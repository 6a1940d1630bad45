// Sends a typed document to POST /graphql, the only way to the server. The session is an HttpOnly cookie, invisible here.
import type { TypedDocumentString } from './gql/graphql'
import { signedInAgain } from './session/ended'

const timeout = 20_000 // ms

export class RequestFailed extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly extensions: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

interface Answer<Data> {
  data?: Data | null
  errors?: { message: string; extensions?: Record<string, unknown> }[]
}

/** As `requestOnce`; where the session has ended, it is sent again once the user has signed in again: nothing was executed. */
export async function request<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
): Promise<Data> {
  try {
    return await requestOnce(document, variables)
  } catch (error) {
    const ended = error instanceof RequestFailed && error.code === 'UNAUTHENTICATED'
    if (ended && (await signedInAgain())) return request(document, variables)
    throw error
  }
}

/** Answers the data, or throws RequestFailed with the code of the first error; `OFFLINE` means no answer. */
export async function requestOnce<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
): Promise<Data> {
  const answer = await post<Data>({ query: document.toString(), variables })
  const failure = answer.errors?.[0]
  if (failure) {
    throw new RequestFailed(String(failure.extensions?.code ?? 'INTERNAL_SERVER_ERROR'), failure.message, failure.extensions)
  }
  if (!answer.data) throw new RequestFailed('INTERNAL_SERVER_ERROR', 'The answer holds no data.')
  return answer.data
}

async function post<Data>(body: object): Promise<Answer<Data>> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
    })
    return (await response.json()) as Answer<Data>
  } catch {
    throw new RequestFailed('OFFLINE', 'The server did not answer.')
  }
}
