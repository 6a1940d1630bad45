// Makes a tab of a document in graphql/explorer: the JSON in its first comment fills the headers and variables editors.

export interface Tab {
  name: string
  query: string
  headers: string | null
  variables: string | null
}

export function tabOf(document: string): Tab {
  const comment = document
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => line.slice(1))
  const name = /^(?:query|mutation) (\w+)/m.exec(document)?.[1] ?? ''
  return { name, query: document, headers: block(comment, 'Headers'), variables: block(comment, 'Variables') }
}

/** The lines after `title:`, up to the next title, written as JSON of two spaces. */
function block(comment: string[], title: string): string | null {
  const start = comment.findIndex((line) => line.trim() === `${title}:`)
  if (start < 0) return null
  const rest = comment.slice(start + 1)
  const end = rest.findIndex((line) => /^\s*\w+:\s*$/.test(line))
  return JSON.stringify(JSON.parse(rest.slice(0, end < 0 ? undefined : end).join('\n')), null, 2)
}

type Content = Pick<Tab, 'query' | 'headers' | 'variables'>
interface Stored {
  activeTabIndex: number
  tabs: (Content & { operationName: string | null })[]
}

/**
 * What GraphiQL opens after a reload; undefined before the first visit. It stores tabs without their headers: those of the
 * story, which hold no value but places for one, are put back. GraphiQL finds the open tab by its stored content, which
 * cannot have headers, so that a tab without any is opened.
 */
export function stored(storage: Storage, story: Tab[]): Content | undefined {
  const state = parsed(storage.getItem('graphiql:tabState'))
  if (!state) return undefined
  const headersOf = (tab: Stored['tabs'][number]) => story.find(({ name }) => name === tab.operationName)?.headers ?? null
  const isBare = (tab?: Stored['tabs'][number]) => !!tab && !headersOf(tab)
  const bare = isBare(state.tabs[state.activeTabIndex]) ? state.activeTabIndex : state.tabs.findIndex(isBare)
  if (bare < 0) return undefined
  const tabs = state.tabs.map((tab) => ({ ...tab, headers: tab.headers ?? headersOf(tab) }))
  storage.setItem('graphiql:tabState', JSON.stringify({ activeTabIndex: bare, tabs }))
  return tabs[bare]
}

/** Undefined for what GraphiQL did not write: it ignores that, too. */
function parsed(kept: string | null): Stored | undefined {
  try {
    const state = JSON.parse(kept ?? '') as Partial<Stored>
    return Array.isArray(state.tabs) && typeof state.activeTabIndex === 'number' ? (state as Stored) : undefined
  } catch {
    return undefined
  }
}
