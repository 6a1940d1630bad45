// The customers whose cards were opened last, for this tab and this user only: names of customers stay in no storage that
// outlives the tab.
import { computed, ref } from 'vue'
import { currentUser } from './ended'
import { fullName, type Person } from '../texts/format'

interface Recent {
  id: string
  name: string
}

interface Kept {
  user: string
  customers: Recent[]
}

const key = 'imitate.recentCustomers'
const most = 8
const kept = ref<Kept>(read())

export const recentCustomers = computed(() => (kept.value.user === currentUser.value?.id ? kept.value.customers : []))

export function rememberCustomer(customer: Person & { id: string }): void {
  const others = recentCustomers.value.filter(({ id }) => id !== customer.id)
  keep([{ id: customer.id, name: fullName(customer) }, ...others].slice(0, most))
}

export function forgetCustomer(id: string): void {
  keep(recentCustomers.value.filter((recent) => recent.id !== id))
}

/** With the sign-out nothing stays in the tab. */
export function forgetCustomers(): void {
  sessionStorage.removeItem(key)
  kept.value = { user: '', customers: [] }
}

function keep(customers: Recent[]): void {
  if (!currentUser.value) return
  kept.value = { user: currentUser.value.id, customers }
  sessionStorage.setItem(key, JSON.stringify(kept.value))
}

function read(): Kept {
  try {
    const found = JSON.parse(sessionStorage.getItem(key) ?? '') as Kept
    return { user: String(found.user), customers: [...found.customers] }
  } catch {
    return { user: '', customers: [] }
  }
}
