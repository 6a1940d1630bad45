// Words for what a customer has said about being imitated.
import { useI18n } from 'vue-i18n'
import { useFormat } from '../texts/format'

export interface Consenting {
  imitationConsent: boolean
  imitationConsentWithdrawnAt?: string | null
}

export function useConsent() {
  const { t } = useI18n()
  const { instant } = useFormat()

  /** Not asked, given, or withdrawn with its time. */
  function consent({ imitationConsent, imitationConsentWithdrawnAt: at }: Consenting): string {
    if (imitationConsent) return t('customer.consentGiven')
    return at ? t('customer.consentWithdrawn', { at: instant(at) }) : t('customer.consentNotAsked')
  }

  /** Why the consent is missing. */
  function consentMissing({ imitationConsentWithdrawnAt: at }: Consenting): string {
    return at ? t('customer.notAllowedSince', { at: instant(at) }) : t('refusal.CONSENT_MISSING')
  }

  return { consent, consentMissing }
}
