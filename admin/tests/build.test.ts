// The built files are small, come from one host and satisfy a strict policy. `npm run build` makes them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

interface Chunk {
  file: string
  imports?: string[]
}

const root = '../server/static/admin'
if (!existsSync(`${root}/.vite/manifest.json`)) throw new Error('Nothing is built: run `npm run build` first.')
const manifest = JSON.parse(readFileSync(`${root}/.vite/manifest.json`, 'utf8')) as Record<string, Chunk>
const scripts = readdirSync(`${root}/assets`).filter((name) => name.endsWith('.js'))

function withImports(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (!chunk || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const imported of chunk.imports ?? []) withImports(imported, found)
  return found
}

test('the sign-in page loads less than 150 kB of JavaScript', () => {
  const sizes = [...withImports('index.html')].map((file) => gzipSync(readFileSync(`${root}/${file}`)).length)

  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(150_000)
})

test('the administration does not contain GraphiQL', () => {
  const files = [...withImports('index.html')].join()

  expect(files).not.toMatch(/graphiql|monaco/)
})

test.each(['index.html', 'graphiql.html'])('%s loads only from this host and has no inline script or style', (page) => {
  const html = readFileSync(`${root}/${page}`, 'utf8')

  expect(html).not.toMatch(/https?:\/\//)
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/)
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/)
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect(address).toMatch(/^\/admin\//)
})

test('only the icons on the list are built', () => {
  expect(scripts.length).toBeLessThan(120)
})

test('one vue-i18n, without the compiler that needs eval', () => {
  const admin = [...withImports('index.html')].map((file) => readFileSync(`${root}/${file}`, 'utf8')).join()

  expect(admin).not.toMatch(/new Function\(/)
})
