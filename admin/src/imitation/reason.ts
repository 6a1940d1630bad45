// Words for the reason of an imitation: its category, and what the user wrote.
import { useI18n } from 'vue-i18n'

export interface Reasoned {
  reason?: string | null
  reasonCategory?: string | null
  erasedAt?: string | null
}

export function useReason(): (imitation: Reasoned) => string {
  const { t } = useI18n()
  return ({ reason, reasonCategory, erasedAt }) => {
    const words = reason ?? (erasedAt ? t('erased.value') : undefined)
    return [reasonCategory, words].filter(Boolean).join(': ') || '–'
  }
}
