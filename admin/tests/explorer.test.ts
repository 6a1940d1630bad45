import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tabOf } from '../src/graphiql/tab'

const folder = '../graphql/explorer'
const documents = readdirSync(folder).filter((name) => name.endsWith('.graphql'))

test('there are documents', () => {
  expect(documents.length).toBeGreaterThan(0)
})

test.each(documents)('%s opens as a tab, with the headers and variables of its comment', (name) => {
  const document = readFileSync(`${folder}/${name}`, 'utf8')

  const tab = tabOf(document)

  expect(tab.query).toBe(document)
  expect(tab.headers !== null).toBe(document.includes('# Headers:'))
  expect(tab.variables !== null).toBe(document.includes('# Variables:'))
})

test('headers and variables are read as JSON', () => {
  const tab = tabOf('# Redeems.\n#\n# Headers:\n# { "sw-access-key": "<key>" }\n# Variables:\n# {\n#   "token": "<t>"\n# }\nmutation A { b }\n')

  expect(JSON.parse(tab.headers ?? '')).toEqual({ 'sw-access-key': '<key>' })
  expect(JSON.parse(tab.variables ?? '')).toEqual({ token: '<t>' })
})
