// Words for the reasons why a customer cannot be imitated.
import { useI18n } from 'vue-i18n'
import type { ImitationRefusal } from '../gql/graphql'

export function useRefusal(): (reason: ImitationRefusal) => string {
  const { t } = useI18n()
  return (reason) => {
    if (reason === 'GUEST') return t('sw-customer.card.tooltipImitateCustomerGuest')
    const privilege = t('sw-privileges.additional_permissions.routes.api_proxy_imitate-customer')
    return t(`refusal.${reason}`, { privilege })
  }
}
