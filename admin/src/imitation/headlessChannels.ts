// The sales channels without a storefront in which a customer can be imitated; none for users who may not read sales channels.
import { computed } from 'vue'
import { useAnswer } from '../answer'
import { SalesChannelsDocument } from '../gql/graphql'
import { request, RequestFailed } from '../request'
import type { Customer } from './handOver'

export function useHeadlessChannels(customer: () => Customer) {
  const channels = useAnswer(async () => {
    try {
      return (await request(SalesChannelsDocument)).salesChannels
    } catch (error) {
      if (error instanceof RequestFailed && error.code === 'FRAMEWORK__MISSING_PRIVILEGE_ERROR') return []
      throw error
    }
  })
  return computed(() => {
    const bound = customer().boundSalesChannel?.id
    return (channels.data.value ?? []).filter(
      ({ id, type, active }) => type === 'HEADLESS' && active && (!bound || bound === id),
    )
  })
}
