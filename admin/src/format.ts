// Values as people read them.
import { useI18n } from 'vue-i18n'

export interface Person {
  firstName: string
  lastName: string
}

export const fullName = (person: Person): string => `${person.firstName} ${person.lastName}`.trim()

export function useFormat() {
  const { d, locale } = useI18n()
  return {
    /** An instant of the server, in the reader's time zone; a dash for none. */
    instant: (value: string | null | undefined): string => (value ? d(new Date(value), 'dateTime') : '–'),
    time: (value: string): string => d(new Date(value), 'time'),
    /** Whole minor units become an amount with as many digits as the currency has. */
    money: ({ amount, currency }: { amount: number; currency: string }): string => {
      const format = new Intl.NumberFormat(locale.value, { style: 'currency', currency })
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
    },
  }
}
