// What the API offers to users of the admin, the administration does: no field is without a document that a page sends.
import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, isInputObjectType, Kind, parse, TypeInfo, visit, visitWithTypeInfo, type FieldDefinitionNode } from 'graphql'
import { expect, test } from 'vitest'

// For machines: it keeps the customers of another system in step, 500 rows a call, each answered on its own. Persons create
// and edit one customer at a time, and import files.
const forMachines = ['upsertCustomers']

// It asks for the password in its own dialog: a click opens the shop within seconds.
const asksItself = ['generateImitateCustomerToken']

const text = readFileSync('../graphql/schema.graphql', 'utf8')
const schema = buildSchema(text)
const files = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
const sources = files('src', /^(?!gql).*\.(vue|ts)$/).join('\n')
const uses = (word: string) => new RegExp(`\\b${word}\\b`).test(sources)

/** The documents that the application sends. */
const documents = files('../graphql/admin', /\.graphql$/)
  .map((document) => parse(document))
  .filter(({ definitions: [operation] }) => operation?.kind === Kind.OPERATION_DEFINITION && uses(`${operation.name?.value}Document`))

const named = (owner: string, field: string) => (/^(Query|Mutation)$/.test(owner) ? field : `${owner}.${field}`)

/** Every field for signed-in users; of the public root fields, the way in. */
function offered(): string[] {
  const found = ['userLogin']
  visit(parse(text), {
    ObjectTypeDefinition: (owner) => {
      for (const field of owner.fields ?? []) if (isForUsers(field)) found.push(named(owner.name.value, field.name.value))
    },
  })
  return found
}

function isForUsers({ directives }: FieldDefinitionNode): boolean {
  return !!directives?.some(({ name, arguments: given }) =>
    name.value === 'requires' && given?.some(({ value }) => value.kind === Kind.ENUM && /^(USER|PERSON)$/.test(value.value)),
  )
}

/** The fields that the documents select, and the variables and input fields that they can send. */
function sent(): { fields: Set<string>; values: Set<string> } {
  const fields = new Set<string>()
  const values = new Set<string>()
  const info = new TypeInfo(schema)
  for (const document of documents) {
    visit(document, visitWithTypeInfo(info, {
      Field: ({ name }) => void fields.add(named(info.getParentType()?.name ?? '', name.value)),
      VariableDefinition: ({ variable }) => void values.add(variable.name.value),
      NamedType: ({ name }) => {
        const type = schema.getType(name.value)
        if (isInputObjectType(type)) for (const field of Object.keys(type.getFields())) values.add(field)
      },
    }))
  }
  return { fields, values }
}

test('every field for users has a page, but those for machines', () => {
  const { fields } = sent()

  expect(offered().filter((field) => !fields.has(field))).toEqual(forMachines)
})

test('every argument and every field of an input is set somewhere', () => {
  const { values } = sent()

  expect(values.size).toBeGreaterThan(20)
  expect([...values].filter((value) => !uses(value))).toEqual([])
})

test('what needs a recent sign-in asks for one over the page', () => {
  const needing = Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter(({ description }) => description?.includes('FRAMEWORK__STEP_UP_REQUIRED'))
    .map(({ name }) => name)
  const sending = documents.flatMap(({ definitions: [operation] }) =>
    operation?.kind === Kind.OPERATION_DEFINITION && operation.selectionSet.selections.some(
      (field) => field.kind === Kind.FIELD && needing.includes(field.name.value) && !asksItself.includes(field.name.value),
    ) ? [`${operation.name?.value}Document`] : [],
  )

  expect(sending.length).toBeGreaterThan(10)
  expect(sending.filter((document) => new RegExp(`\\brequest\\(${document}\\b`).test(sources))).toEqual([])
})
