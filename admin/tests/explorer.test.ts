import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Carried, placesIn } from '../src/graphiql/carried'
import { playing } from '../src/graphiql/play'
import { stored, tabOf } from '../src/graphiql/tab'

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

const story = documents.map((name) => tabOf(readFileSync(`${folder}/${name}`, 'utf8')))
const names = placesIn(story.map(({ query }) => query).join('\n'))

test('a step gets what earlier steps were answered, in variables and headers', async () => {
  const asked: object[] = []
  const answers = [{ data: { userLogin: { accessToken: 'imu_1' } } }, { data: { customers: { nodes: [{ id: 'bob' }] } } }]
  const ask = async (params: object, options: object = {}) => {
    asked.push({ ...params, ...options })
    return answers[asked.length - 1]
  }
  const carried = new Carried(names)
  const play = playing(ask, story.map(({ name }) => name), carried)

  await play({ query: '', operationName: 'SignIn' }, {})
  await play({ query: 'query FindCustomer { a }', operationName: 'SignIn' }, { headers: { Authorization: 'Bearer <accessToken of step 1>' } })
  await play({ query: '', operationName: 'Other', variables: { of: ['<id of step 2>'] } })

  expect(asked).toMatchObject([{}, { headers: { Authorization: 'Bearer imu_1' } }, { variables: { of: ['bob'] } }])
  expect(carried.list().filter(([, value]) => value)).toEqual([
    ['accessToken of step 1', 'imu_1'],
    ['id of step 2', 'bob'],
  ])
})

test('a step that is played too early says which one comes first, and asks nothing', async () => {
  const play = playing(() => Promise.reject(new Error('asked')), ['SignIn'], new Carried(names))

  const answer = await play({ query: '', operationName: 'Redeem', variables: { token: '<token of step 3>' } })

  expect(answer).toEqual({ errors: [{ message: 'There is no token of step 3 yet: play step 3 first.' }] })
})

test('after a reload the tabs of the story have their headers again, and a tab without any is open', () => {
  const tabs = story.map(({ name, query, variables }) => ({ operationName: name, query, variables, headers: null }))
  localStorage.setItem('graphiql:tabState', JSON.stringify({ activeTabIndex: 3, tabs }))

  const open = stored(localStorage, story)

  expect(open?.query).toBe(story[0]?.query)
  const kept = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '') as { activeTabIndex: number; tabs: object[] }
  expect(kept).toMatchObject({ activeTabIndex: 0, tabs: story.map(({ headers }) => ({ headers })) })
})

test.each(['', '{}', 'null', '{"tabs": 1}'])('a stored state that is not one, %s, is ignored', (state) => {
  localStorage.setItem('graphiql:tabState', state)

  expect(stored(localStorage, story)).toBeUndefined()
})
