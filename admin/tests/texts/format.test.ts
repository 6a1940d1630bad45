import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { useFormat } from '../../src/texts/format'
import { i18n } from '../../src/texts/i18n'

function money(amount: number, currency: string): string {
  const page = { setup: () => useFormat(), template: `<p>{{ money({ amount: ${amount}, currency: '${currency}' }) }}</p>` }
  return mount(page, { global: { plugins: [i18n] } }).text().replace('\u00a0', ' ')
}

test.each([
  [1990, 'EUR', '€19.90'],
  [3184, 'JPY', 'JP¥3,184'],
  [29_850, 'KRW', '₩29,850'],
  [2985, 'ISK', 'ISK 2,985'],
  [6567, 'KWD', 'KWD 6.567'],
  [19_900_000, 'IQD', 'IQD 19,900.000'], // Intl would write no decimals
  [37_810_000, 'IDR', 'IDR 378,100.00'],
  [Number.MAX_SAFE_INTEGER, 'EUR', '€90,071,992,547,409.91'],
])('%d minor units of %s are %s', (amount, currency, written) => {
  expect(money(amount, currency)).toBe(written)
})

test.each([
  ['en-GB', /^1 Jun 2026, \d\d:00 \S+$/],
  ['de-DE', /^01\.06\.2026, \d\d:00 \S+$/],
] as const)('a time in %s tells its zone', (locale, form) => {
  i18n.global.locale.value = locale
  const page = { setup: () => useFormat(), template: `<p>{{ instant('2026-06-01T12:00:00+00:00') }}</p>` }

  expect(mount(page, { global: { plugins: [i18n] } }).text()).toMatch(form)
})
