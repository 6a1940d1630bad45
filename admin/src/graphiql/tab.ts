// Makes a tab of a document in graphql/explorer: the JSON in its first comment fills the headers and variables editors.

export interface Tab {
  query: string
  headers: string | null
  variables: string | null
}

export function tabOf(document: string): Tab {
  const comment = document
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => line.slice(1))
  return { query: document, headers: block(comment, 'Headers'), variables: block(comment, 'Variables') }
}

/** The lines after `title:`, up to the next title, written as JSON of two spaces. */
function block(comment: string[], title: string): string | null {
  const start = comment.findIndex((line) => line.trim() === `${title}:`)
  if (start < 0) return null
  const rest = comment.slice(start + 1)
  const end = rest.findIndex((line) => /^\s*\w+:\s*$/.test(line))
  return JSON.stringify(JSON.parse(rest.slice(0, end < 0 ? undefined : end).join('\n')), null, 2)
}
