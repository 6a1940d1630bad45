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
}

export async function generateImitateCustomerToken(
  customerId: string,
  salesChannelId: string,
  { reason, reasonCategory, access = 'FULL' }: Choice = {},
): Promise<ImitateCustomerToken> {
  const given = { reason: reason?.trim() || null, reasonCategory: reasonCategory || null, access }
  const variables = { customerId, salesChannelId, ...given }
  return (await request(GenerateImitateCustomerTokenDocument, variables)).generateImitateCustomerToken
}
