// What the server requires of a reason; unknown until it has answered.
import type { ShallowRef } from 'vue'
import { useAnswer } from '../answer'
import { ReasonRulesDocument, type ReasonRulesQuery } from '../gql/graphql'
import { request } from '../request'

export type ReasonRules = ReasonRulesQuery['reasonRules']

export function useReasonRules(): ShallowRef<ReasonRules | undefined> {
  return useAnswer(async () => (await request(ReasonRulesDocument)).reasonRules).data
}
