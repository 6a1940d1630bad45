// Words for the reason of an imitation: its category, and what the user wrote.
import { useI18n } from 'vue-i18n'

export interface Reasoned {
  reason?: string | null
  reasonCategory?: string | null
  erasedAt?: string | null
}

/** An imitation that may have begun by looking. */
export interface Upgraded {
  fullSince?: string | null
  fullReason?: string | null
  fullReasonCategory?: string | null
  erasedAt?: string | null
}

/** The reason for full access; undefined where nobody asked for it after the beginning. */
export const reasonOfUpgrade = ({ fullSince, fullReason, fullReasonCategory, erasedAt }: Upgraded): Reasoned | undefined =>
  fullSince ? { reason: fullReason, reasonCategory: fullReasonCategory, erasedAt } : undefined

export function useReason(): (imitation: Reasoned) => string {
  const { t } = useI18n()
  return ({ reason, reasonCategory, erasedAt }) => {
    const words = reason ?? (erasedAt ? t('erased.value') : undefined)
    return [reasonCategory, words].filter(Boolean).join(': ') || '–'
  }
}
