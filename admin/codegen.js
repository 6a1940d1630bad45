// Turns each operation of graphql/admin into a typed document; an unknown field fails the build.
// It calls the generator without its command line, whose packages take 70 MB.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import { buildSchema, parse } from 'graphql'

const DOCUMENTS = '../graphql/admin/'
const OUTPUT = 'src/gql/'

const schema = readFileSync('../graphql/schema.graphql', 'utf8')
const [typed] = await preset.buildGeneratesSection({
  baseOutputDir: OUTPUT,
  schema: parse(schema),
  schemaAst: buildSchema(schema),
  documents: documents(),
  config: {
    documentMode: 'string',
    useTypeImports: true,
    enumsAsTypes: true,
    scalars: { ID: 'string', DateTime: 'string', MinorUnits: 'number' },
  },
  presetConfig: { fragmentMasking: false },
  plugins: [],
  pluginMap: {},
})
mkdirSync(OUTPUT, { recursive: true })
writeFileSync(typed.filename, await codegen(typed))

function documents() {
  const names = readdirSync(DOCUMENTS, { recursive: true }).filter((name) => name.endsWith('.graphql'))
  return names.sort().map((name) => {
    const location = DOCUMENTS + name
    const rawSDL = readFileSync(location, 'utf8')
    return { location, rawSDL, document: parse(rawSDL) }
  })
}
