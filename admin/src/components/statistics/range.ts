// The time that the overview shows: whole days of the reader's time zone, the last one is today. It stands in the address.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export const ranges = ['7', '30', '90', '365'] as const
const usual = '30'

export function useRange() {
  const route = useRoute()
  const router = useRouter()
  const days = computed({
    get: () => ranges.find((range) => range === route.query.days) ?? usual,
    set: (chosen) => void router.replace({ query: chosen === usual ? {} : { days: chosen } }),
  })

  /** The first day as the audit log's filter has it. */
  const since = computed(() => dateOf(startOf(1 - Number(days.value))))
  const variables = () => ({
    since: startOf(1 - Number(days.value)).toISOString(),
    until: startOf(1).toISOString(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  })

  return { days, since, variables }
}

function startOf(daysFromToday: number): Date {
  const now = new Date()
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysFromToday)
}

function dateOf(day: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}
