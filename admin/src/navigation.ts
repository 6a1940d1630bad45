// The main navigation: routes in groups. Title and privilege of an entry are those of its route.
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { mayAny } from './currentUser'

const groups = [
  {
    title: undefined,
    entries: [
      { name: 'overview', icon: 'regular-dashboard' },
      { name: 'customers', icon: 'regular-users' },
      { name: 'imitations', icon: 'regular-eye' },
      { name: 'requests', icon: 'regular-inbox' },
      { name: 'audit-log', icon: 'regular-history' },
    ],
  },
  {
    title: 'app.administration',
    entries: [
      { name: 'users', icon: 'regular-user' },
      { name: 'roles', icon: 'regular-shield' },
      { name: 'sales-channels', icon: 'regular-storefront' },
      { name: 'integrations', icon: 'regular-plug' },
      { name: 'webhooks', icon: 'regular-bell' },
    ],
  },
]

/** The groups with the pages that the user may see. */
export function useNavigation() {
  const router = useRouter()
  return computed(() =>
    groups
      .map(({ title, entries }) => ({
        title,
        entries: entries
          .map((entry) => ({ ...entry, ...router.resolve({ name: entry.name }).meta }))
          .filter(({ privilege }) => mayAny(privilege)),
      }))
      .filter(({ entries }) => entries.length),
  )
}
