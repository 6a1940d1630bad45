// GraphiQL from this build, without a CDN. Its first tabs are graphql/explorer: one imitation in five steps, played in order.
import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './graphiql.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { Carried, placesIn } from './carried'
import { CarriedValues } from './CarriedValues'
import { playing } from './play'
import { stored, tabOf } from './tab'

const documents = Object.values(
  import.meta.glob<string>('../../../graphql/explorer/*.graphql', { query: '?raw', import: 'default', eager: true }),
)
const tabs = documents.map(tabOf)
const carried = new Carried(placesIn(documents.join('\n')))
const ask = createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false })
const first = stored(localStorage, tabs) ?? tabs[0]

createRoot(document.getElementById('graphiql')!).render([
  createElement(GraphiQL, {
    key: 'graphiql',
    fetcher: playing(async (asked, options) => ask(asked, options), tabs.map((tab) => tab.name), carried),
    defaultTabs: tabs,
    initialQuery: first?.query ?? undefined,
    initialVariables: first?.variables ?? undefined,
    initialHeaders: first?.headers ?? undefined,
    // Headers hold tokens: the browser stores them only if that is enabled in the settings of GraphiQL.
    shouldPersistHeaders: localStorage.getItem('graphiql:shouldPersistHeaders') === 'true',
    showPersistHeadersSettings: true,
  }),
  createElement(CarriedValues, { key: 'carried', carried }),
])
