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
  access?: ImitationAccess
}

export async function generateImitateCustomerToken(
  customerId: string,
  salesChannelId: string,
  { reason, access = 'FULL' }: Choice = {},
): Promise<ImitateCustomerToken> {
  const variables = { customerId, salesChannelId, reason: reason?.trim() || null, access }
  return (await request(GenerateImitateCustomerTokenDocument, variables)).generateImitateCustomerToken
}
