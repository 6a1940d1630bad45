// What the checks of the server found; asked for with its privilege alone.
import { computed } from 'vue'
import { useAnswer } from '../../answer'
import { may } from '../../currentUser'
import { ServerFindingsDocument, type ServerFindingsQuery } from '../../gql/graphql'
import { request } from '../../request'

export type Finding = ServerFindingsQuery['serverFindings'][number]

const worst: Finding['verdict'][] = ['FAILED', 'WARNING', 'WAIVED']

export function useFindings() {
  const answer = useAnswer(async () => (may('server:read') ? (await request(ServerFindingsDocument)).serverFindings : undefined))
  const of = (verdict: Finding['verdict']) => answer.data.value?.filter((finding) => finding.verdict === verdict) ?? []

  return {
    ...answer,
    failed: computed(() => of('FAILED').length),
    open: computed(() => worst.flatMap(of)),
    well: computed(() => of('OK')),
  }
}
