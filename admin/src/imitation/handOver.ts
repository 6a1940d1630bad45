// Leads from the chosen target to the open shop, failures included. Shared by the card and the modal.
import { ref, shallowRef } from 'vue'
import type { CustomerQuery } from '../gql/graphql'
import { RequestFailed } from '../request'
import { generateImitateCustomerToken, type Choice, type ImitateCustomerToken } from './generateImitateCustomerToken'
import { mayOpenTab, redirectToSalesChannelUrl } from './redirectToSalesChannelUrl'

export type Customer = NonNullable<CustomerQuery['customer']>
export type Target = Customer['imitation']['targets'][number]

interface Ready {
  token: ImitateCustomerToken
  target: Target
  choice: Choice
}

export function useHandOver(customerId: () => string) {
  const busy = ref(false)
  const failure = shallowRef<unknown>()
  /** A token whose tab the browser would block; it waits for another click. */
  const ready = shallowRef<Ready>()
  let again = async (): Promise<unknown> => false

  /** Undefined where it failed; `retry` is what follows a repeated password. */
  async function attempt<Answer>(act: () => Promise<Answer>, retry = again): Promise<Answer | undefined> {
    again = retry
    busy.value = true
    failure.value = ready.value = undefined
    try {
      return await act()
    } catch (error) {
      failure.value = error
    } finally {
      busy.value = false
    }
  }

  const generate = (salesChannelId: string, choice: Choice) =>
    attempt(() => generateImitateCustomerToken(customerId(), salesChannelId, choice))

  /** A token to copy by hand. A repeated password needs another click, because the clipboard needs one too. */
  function generateForCopy(salesChannelId: string, choice: Choice): Promise<ImitateCustomerToken | undefined> {
    again = async () => {
      failure.value = undefined
      return false
    }
    return generate(salesChannelId, choice)
  }

  /** True if the shop has opened. */
  async function enter(target: Target, choice: Choice = {}): Promise<boolean> {
    again = () => enter(target, choice)
    const token = await generate(target.salesChannel.id, choice)
    if (!token) return false
    if (mayOpenTab()) return open({ token, target, choice })
    ready.value = { token, target, choice }
    return false
  }

  function open({ token, target }: Ready): boolean {
    redirectToSalesChannelUrl(target.loginUrl, token.token, token.customerId, token.userId)
    ready.value = undefined
    return true
  }

  /** The second click. If the token has expired in the meantime, a new one is generated. */
  async function openReady(): Promise<boolean> {
    const waiting = ready.value
    if (!waiting) return false
    if (Date.parse(waiting.token.expiresAt) > Date.now()) return open(waiting)
    return enter(waiting.target, waiting.choice)
  }

  return { busy, failure, ready, attempt, generateForCopy, enter, openReady, retry: async () => (await again()) === true }
}

export type HandOver = ReturnType<typeof useHandOver>

export type RefusedReason = 'reason' | 'reasonCategory'

/** The field of a reason that the server requires and has not got, or cannot use. */
export function refusedReason(error: unknown): RefusedReason | undefined {
  if (!(error instanceof RequestFailed) || error.code !== 'VIOLATION::INVALID') return
  const { field } = error.extensions
  return field === 'reason' || field === 'reasonCategory' ? field : undefined
}
