// Every text exists in both languages, is used, and covers every value the schema can answer.
import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, GraphQLEnumType } from 'graphql'
import { expect, test } from 'vitest'
import deDE from '../src/texts/locales/de-DE.json'
import enGB from '../src/texts/locales/en-GB.json'

type Texts = { [key: string]: string | Texts }

function flatten(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [[path + name, value]] : flatten(value, `${path}${name}.`),
  )
}

const english = new Map(flatten(enGB))
const german = new Map(flatten(deDE))
const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.startsWith('gql'))
  .map((name) => readFileSync(`src/${name}`, 'utf8'))
  .join('\n')
const sections = Object.keys(enGB).join('|')
// Keys are in single quotes or in keypath; double quotes in a template hold expressions.
const literals = new Set(
  [...source.matchAll(new RegExp(`(?:'|keypath=")((?:${sections})\\.[\\w.-]+)['"]`, 'g'))].map((match) => match[1] ?? ''),
)
const families = new Set([...source.matchAll(new RegExp(`\`((?:${sections})\\.[\\w.-]*)\\$\\{`, 'g'))].map((m) => m[1] ?? ''))

test('both languages have the same keys', () => {
  expect([...german.keys()]).toEqual([...english.keys()])
})

test('both languages fill in the same values', () => {
  const values = (text = '') => [...new Set(text.match(/\{\w+\}/g))].sort()
  for (const [key, text] of english) expect(values(german.get(key)), key).toEqual(values(text))
})

test('no key is missing', () => {
  expect([...literals].filter((key) => !english.has(key))).toEqual([])
})

test('no key is unused', () => {
  const used = (key: string) => literals.has(key) || [...families].some((family) => key.startsWith(family))
  expect([...english.keys()].filter((key) => !used(key))).toEqual([])
})

const schema = buildSchema(readFileSync('../graphql/schema.graphql', 'utf8'))
const valuesOf = (name: string) => {
  const type = schema.getType(name)
  return type instanceof GraphQLEnumType ? type.getValues().map((value) => value.name) : []
}

test.each([
  ['ImitationRefusal', 'refusal.', ['GUEST']],
  ['ImitationStatus', 'status.', []],
  ['ImitationEndReason', 'endReason.', []],
  ['ImitationAccess', 'access.name.', []],
  ['ImitationAccess', 'access.hint.', []],
  ['Verdict', 'serverFindings.verdict.', ['OK']],
])('every %s has its text under %s', (name, family, elsewhere: string[]) => {
  const wanted = valuesOf(name).filter((value) => !elsewhere.includes(value))
  const present = [...english.keys()].filter((key) => key.startsWith(family)).map((key) => key.slice(family.length))

  expect(wanted.length).toBeGreaterThan(0)
  expect(present.sort()).toEqual(wanted.sort())
})

test('every problem is an error code of the schema, or OFFLINE', () => {
  const codes = valuesOf('ErrorCode')
  const problems = [...english.keys()].filter((key) => key.startsWith('problem.')).map((key) => key.slice('problem.'.length))

  expect(problems.filter((code) => code !== 'OFFLINE' && !codes.includes(code))).toEqual([])
})

test.each([
  ['sw-customer.card.buttonImitateCustomer', 'Log in as customer', 'Als Kunde anmelden'],
  ['sw-customer.imitateCustomerModal.labelCancel', 'Close', 'Schließen'],
  ['sw-customer.imitateCustomerModal.modalInfoLogout', 'log out', 'abzumelden'],
  ['sw-customer.imitateCustomerModal.modalTitle', 'Log in as {firstname} {lastname}', 'Anmelden als {firstname} {lastname}'],
  [
    'sw-privileges.additional_permissions.routes.api_proxy_imitate-customer',
    'Imitate a customer login',
    'Imitiere einen Kundenlogin',
  ],
])('%s keeps its text', (key, en, de) => {
  expect([english.get(key), german.get(key)]).toEqual([en, de])
})
