// What the user chooses in the dialog of an imitation, and whether it needs a support code or an approval.
import { computed, ref } from 'vue'
import { may } from '../currentUser'
import type { ImitationAccess, ImitationRefusal } from '../gql/graphql'
import { needsOf, type Needing } from './needs'

/** The first is chosen until the user chooses: who may ask for full access in the shop begins by looking. */
export const accesses = (): ImitationAccess[] => (may('imitation:upgrade') ? ['READ_ONLY', 'FULL'] : ['FULL', 'READ_ONLY'])

export function useChoice(imitation: () => Needing, reasonBefore = '') {
  const reason = ref(reasonBefore)
  const category = ref('')
  const access = ref(accesses()[0]!)
  const supportCode = ref('')
  /** Since the customer's page was loaded. */
  const codeWasNeeded = ref(false)
  const withoutCode = ref(false)

  const needs = computed(() => needsOf(imitation(), access.value))
  const isNeeded = (need: ImitationRefusal) => needs.value.includes(need)
  /** What no field of the dialog asks for. */
  const otherNeeds = computed(() => needs.value.filter((need) => need !== 'SUPPORT_CODE_NEEDED').map((need) => ({ need })))
  /** An approval takes the place of a support code, which a customer who cannot log in cannot make. */
  const mayDoWithoutCode = computed(
    () => (codeWasNeeded.value || isNeeded('SUPPORT_CODE_NEEDED')) && !isNeeded('APPROVAL_NEEDED'),
  )
  const codeNeeded = computed(() => mayDoWithoutCode.value && !withoutCode.value)
  /** Whether the buttons ask for an approval instead of a token. */
  const asks = computed(() => isNeeded('APPROVAL_NEEDED') || (mayDoWithoutCode.value && withoutCode.value))
  const choice = computed(() => ({
    reason: reason.value,
    reasonCategory: category.value,
    access: access.value,
    supportCode: codeNeeded.value ? supportCode.value : '',
  }))

  return {
    ...{ reason, category, access, supportCode, codeWasNeeded, withoutCode },
    ...{ otherNeeds, mayDoWithoutCode, codeNeeded, asks, choice },
  }
}
