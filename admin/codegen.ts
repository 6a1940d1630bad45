import type { CodegenConfig } from '@graphql-codegen/cli'

// Every operation of graphql/admin becomes a typed document; a field the schema does not have fails the build.
const config: CodegenConfig = {
  schema: '../graphql/schema.graphql',
  documents: ['../graphql/admin/*.graphql'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { ID: 'string', DateTime: 'string' },
      },
    },
  },
  silent: true,
}

export default config
