// Formats names, times and amounts for the reader.
import { useI18n } from 'vue-i18n'
import decimals from './decimals.json'
import { i18n } from './i18n'

export interface Person {
  firstName: string
  lastName: string
}

/** Both names; of a person who was erased it says so. */
export const fullName = (person: Person): string =>
  `${person.firstName} ${person.lastName}`.trim() || i18n.global.t('erased.name')

export function useFormat() {
  const { d, locale } = useI18n()
  return {
    /** A time of the server in the reader's time zone; a dash for null. */
    instant: (value: string | null | undefined): string => (value ? d(new Date(value), 'dateTime') : '–'),
    /** The same with its seconds and the name of the time zone, for what is evidence. */
    exact: (value: string | null | undefined): string => (value ? d(new Date(value), 'exact') : '–'),
    time: (value: string): string => d(new Date(value), 'time'),
    /** Minor units as an amount with as many decimals as the currency has. */
    money: ({ amount, currency }: { amount: number; currency: string }): string => {
      // Intl counts the decimals of some currencies, such as IQD, otherwise than ISO 4217.
      const digits = (decimals as Record<string, number>)[currency] ?? 2
      const shown = { minimumFractionDigits: digits, maximumFractionDigits: digits }
      const format = new Intl.NumberFormat(locale.value, { style: 'currency', currency, ...shown })
      // As text, because a division would lose a cent of the highest amounts.
      return format.format(`${amount}E-${digits}` as Intl.StringNumericLiteral)
    },
  }
}
