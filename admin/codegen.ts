import type { CodegenConfig } from '@graphql-codegen/cli'

// Turns each operation of graphql/admin into a typed document; an unknown field fails the build.
const config: CodegenConfig = {
  schema: '../graphql/schema.graphql',
  documents: ['../graphql/admin/**/*.graphql'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { ID: 'string', DateTime: 'string', MinorUnits: 'number' },
      },
    },
  },
  silent: true,
}

export default config
