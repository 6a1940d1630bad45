// Words for a decision about a request, and for one that the server refused.
import { useI18n } from 'vue-i18n'
import type { ImitationRequest } from './requests'
import type { ImitationRefusal } from '../../gql/graphql'
import { RequestFailed } from '../../request'
import { fullName } from '../../texts/format'
import { useRefusal } from '../../texts/refusal'

/** Empty before a decision. */
export function useDecision(): (request: ImitationRequest) => string {
  const { t } = useI18n()
  return ({ decidedBy, decisionReason, state }) => {
    if (!decidedBy) return ''
    const user = fullName(decidedBy)
    if (state !== 'REFUSED') return t('requests.approvedBy', { user })
    return decisionReason ? t('requests.refusedBecause', { user, reason: decisionReason }) : t('requests.refusedBy', { user })
  }
}

/** Undefined for a failure that means the same here as elsewhere. */
export function useUndecided(): (error: unknown) => string | undefined {
  const { t } = useI18n()
  const refusal = useRefusal()
  const words = (reason: ImitationRefusal) => (reason === 'MISSING_PRIVILEGE' ? t('requests.requesterLacks') : refusal(reason))

  return (error) => {
    if (!(error instanceof RequestFailed)) return
    if (error.code === 'FRAMEWORK__MISSING_PRIVILEGE_ERROR') return t('requests.dependent')
    if (error.code === 'CONTENT__ENTITY_CHANGED') return t('requests.over')
    if (error.code !== 'CHECKOUT__CUSTOMER_IMITATION_REFUSED') return
    const reasons = (error.extensions.reasons ?? []) as ImitationRefusal[]
    return [t('problem.CHECKOUT__CUSTOMER_IMITATION_REFUSED'), ...reasons.map(words)].join(' ')
  }
}
