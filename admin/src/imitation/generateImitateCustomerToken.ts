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
}

export async function generateImitateCustomerToken(
  customerId: string,
  salesChannelId: string,
  { reason, reasonCategory, access = 'FULL', supportCode }: Choice = {},
): Promise<ImitateCustomerToken> {
  const words = { reason: reason?.trim() || null, reasonCategory: reasonCategory || null }
  const given = { ...words, access, supportCode: supportCode?.trim() || null }
  const variables = { customerId, salesChannelId, ...given }
  return (await request(GenerateImitateCustomerTokenDocument, variables)).generateImitateCustomerToken
}
