// The server labels its privileges in both languages.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAnswer } from './answer'
import { PrivilegesDocument } from './gql/graphql'
import { request } from './request'

export function usePrivilegeLabels() {
  const { locale } = useI18n()
  const { data } = useAnswer(async () => (await request(PrivilegesDocument)).privileges)
  const privileges = computed(() =>
    (data.value ?? []).map((privilege) => ({
      key: privilege.key,
      label: locale.value === 'de-DE' ? privilege.labelDeDe : privilege.labelEnGb,
    })),
  )
  /** The key itself until the labels are here. */
  const labelOf = (key: string) => privileges.value.find((privilege) => privilege.key === key)?.label ?? key
  return { privileges, labelOf }
}
