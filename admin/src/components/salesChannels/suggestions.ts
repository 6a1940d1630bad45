// The languages and currencies that the domains of all sales channels have, to choose from.
import { computed, type Ref } from 'vue'
import type { SalesChannel } from './draft'

export function useSuggestions(channels: Ref<SalesChannel[] | undefined>) {
  const domains = computed(() => (channels.value ?? []).flatMap((channel) => channel.domains))
  const unique = (values: string[]) => [...new Set(values)].sort()
  return {
    languages: computed(() => unique(['de-DE', 'en-GB', ...domains.value.map(({ language }) => language)])),
    currencies: computed(() => unique(domains.value.map(({ currency }) => currency))),
  }
}
