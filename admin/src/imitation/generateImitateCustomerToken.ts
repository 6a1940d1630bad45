// Asks the server for a one-time token with which this user imitates the customer in one sales channel.
import {
  GenerateImitateCustomerTokenDocument,
  type GenerateImitateCustomerTokenMutation,
  type ImitationAccess,
} from '../gql/graphql'
import { request } from '../request'

export type ImitateCustomerToken = GenerateImitateCustomerTokenMutation['generateImitateCustomerToken']

export interface Choice {
  reason?: string
  reasonCategory?: string
  access?: ImitationAccess
  supportCode?: string
  /** An approved request, which has the reason, the category and the access. */
  requestId?: string
}

export async function generateImitateCustomerToken(
  customerId: string,
  salesChannelId: string,
  choice: Choice = {},
): Promise<ImitateCustomerToken> {
  const { requestId, supportCode } = choice
  const own = requestId ? { requestId } : { ...given(choice), supportCode: supportCode?.trim() || null }
  const variables = { customerId, salesChannelId, ...own }
  return (await request(GenerateImitateCustomerTokenDocument, variables)).generateImitateCustomerToken
}

/** Reason, category and access as the server takes them. */
export const given = ({ reason, reasonCategory, access = 'FULL' }: Choice) => ({
  reason: reason?.trim() || null,
  reasonCategory: reasonCategory || null,
  access,
})
