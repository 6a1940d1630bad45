// GraphiQL from this build, without a CDN. Its first tabs are graphql/explorer, one imitation in five steps.
import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './graphiql.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { tabOf } from './tab'

const documents = import.meta.glob<string>('../../../graphql/explorer/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
})

createRoot(document.getElementById('graphiql')!).render(
  createElement(GraphiQL, {
    fetcher: createGraphiQLFetcher({ url: '/graphql' }),
    defaultTabs: Object.values(documents).map(tabOf),
    // Headers hold tokens: they rest in the browser only where someone ticks it in the settings.
    shouldPersistHeaders: false,
    showPersistHeadersSettings: true,
  }),
)
