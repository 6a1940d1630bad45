// The language: the one chosen before, else the browser's. Meteor has its own texts under `de` and `en`.
import { createI18n } from 'vue-i18n'
import deDE from './locales/de-DE.json'
import enGB from './locales/en-GB.json'

export const locales = ['en-GB', 'de-DE'] as const
export type Locale = (typeof locales)[number]

const remembered = 'imitate.locale'

export function preferredLocale(): Locale {
  const chosen = localStorage.getItem(remembered)
  for (const language of chosen ? [chosen] : navigator.languages) {
    if (language.startsWith('de')) return 'de-DE'
    if (language.startsWith('en')) return 'en-GB'
  }
  return 'en-GB'
}

// With its zone: colleagues in another one read the same list.
const clock = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
const english = { day: 'numeric', month: 'short', year: 'numeric', ...clock } as const
const german = { day: '2-digit', month: '2-digit', year: 'numeric', ...clock } as const
const exact = { dateStyle: 'medium', timeStyle: 'long' } as const
const date = { dateStyle: 'medium' } as const
const time = { timeStyle: 'medium' } as const

export const i18n = createI18n({
  legacy: false,
  locale: preferredLocale(),
  fallbackLocale: { 'de-DE': ['de', 'en-GB', 'en'], 'en-GB': ['en'], default: ['en-GB', 'en'] },
  messages: { 'en-GB': enGB, 'de-DE': deDE },
  datetimeFormats: { 'en-GB': { dateTime: english, exact, date, time }, 'de-DE': { dateTime: german, exact, date, time } },
  missingWarn: false,
  fallbackWarn: false,
})

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  localStorage.setItem(remembered, locale)
  document.documentElement.lang = locale
}
