import { flushPromises } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { h, ref } from 'vue'
import DateField from '../../src/components/dates/DateField.vue'
import { read, written } from '../../src/components/dates/written'
import { i18n } from '../../src/texts/i18n'
import { fill, show } from '../support/show'

test.each([
  ['31/12/2026', '2026-12-31'],
  ['31.12.2026', '2026-12-31'],
  [' 1.2.2026 ', '2026-02-01'],
  ['2026-12-31', '2026-12-31'],
  ['', ''],
  ['12/31/2026', undefined],
  ['29.2.2026', undefined],
  ['tomorrow', undefined],
])('%j is read as %j', (text, kept) => {
  expect(read(text, false)).toBe(kept)
})

test.each([
  ['31.12.2026, 9:05', '2026-12-31T09:05'],
  ['31/12/2026', '2026-12-31T00:00'],
  ['31/12/2026 24:00', undefined],
])('%j with a time is read as %j', (text, kept) => {
  expect(read(text, true)).toBe(kept)
})

test('a date is written in the language of the page', () => {
  expect(written('2026-12-31', 'en-GB')).toBe('31/12/2026')
  expect(written('2026-12-31T09:05', 'de-DE')).toBe('31.12.2026, 09:05')
})

test('the field keeps what was before where the text is no date, and says so', async () => {
  const value = ref('2026-12-31')
  const update = (next?: string | null) => (value.value = next ?? '')
  await show({ render: () => h(DateField, { id: 'since', modelValue: value.value, 'onUpdate:modelValue': update }) })
  const field = document.querySelector<HTMLInputElement>('#since')
  expect(field?.value).toBe('31/12/2026')

  await fill('#since', '31.02.2026')
  expect([value.value, field?.validationMessage]).toEqual(['2026-12-31', 'Please type a date such as 31/12/2026.'])
  await fill('#since', '28.2.2026')
  i18n.global.locale.value = 'de-DE'
  await flushPromises()

  expect([value.value, field?.value, field?.validationMessage]).toEqual(['2026-02-28', '28.02.2026', ''])
})
