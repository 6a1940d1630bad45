// GraphiQL from this build, without a CDN. Its first tabs are graphql/explorer: one imitation in five steps.
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

const tabs = Object.values(documents).map(tabOf)
// Only the first visit fills the editors for variables and headers; GraphiQL keeps their content itself.
const first = localStorage.getItem('graphiql:tabState') ? undefined : tabs[0]

createRoot(document.getElementById('graphiql')!).render(
  createElement(GraphiQL, {
    fetcher: createGraphiQLFetcher({ url: '/graphql' }),
    defaultTabs: tabs,
    initialVariables: first?.variables ?? undefined,
    initialHeaders: first?.headers ?? undefined,
    // Headers hold tokens: the browser stores them only if that is enabled in the settings of GraphiQL.
    shouldPersistHeaders: localStorage.getItem('graphiql:shouldPersistHeaders') === 'true',
    showPersistHeadersSettings: true,
  }),
)
