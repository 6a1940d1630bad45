// A walk over the whole audit log: it is started, and its progress shown until it has ended.
import { onUnmounted, ref } from 'vue'
import { AuditWalkDocument, StartAuditWalkDocument, type StartAuditWalkMutation } from '../../gql/graphql'
import { request } from '../../request'

const pause = 1000 // ms between two looks
type Walk = StartAuditWalkMutation['startAuditWalk']

export function useAuditWalk() {
  const walk = ref<Walk>()
  let left = false
  onUnmounted(() => (left = true))

  /** Answers the walk when it has ended; undefined where the page was left before. */
  async function make(): Promise<Walk | undefined> {
    try {
      walk.value = (await request(StartAuditWalkDocument)).startAuditWalk
      while (!walk.value.finishedAt) {
        await new Promise((done) => setTimeout(done, pause))
        if (left) return undefined
        walk.value = (await request(AuditWalkDocument)).auditWalk ?? walk.value
      }
      return walk.value
    } finally {
      walk.value = undefined
    }
  }

  return { walk, make }
}
