// The labels of the privileges, which the server answers in both languages.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAnswer } from '../answer'
import { PrivilegesDocument } from '../gql/graphql'
import { request } from '../request'

export function usePrivilegeLabels() {
  const { locale } = useI18n()
  const { data } = useAnswer(async () => (await request(PrivilegesDocument)).privileges)
  const privileges = computed(() =>
    (data.value ?? []).map((privilege) => ({
      key: privilege.key,
      label: locale.value === 'de-DE' ? privilege.labelDeDe : privilege.labelEnGb,
    })),
  )
  /** The label of a privilege; its key until the labels are loaded. */
  const labelOf = (key: string) => privileges.value.find((privilege) => privilege.key === key)?.label ?? key
  return { privileges, labelOf }
}
