// The causes of ends in the order in which a filter offers them; a cause of the schema that is missing here does not compile.
import type { ImitationEndReason } from '../../gql/graphql'

const known: Record<ImitationEndReason, true> = {
  LOGOUT: true,
  IDLE_TIMEOUT: true,
  MAX_DURATION: true,
  TOKEN_EXPIRED: true,
  SUPERSEDED: true,
  ENDED_BY_USER: true,
  USER_DEACTIVATED: true,
  PRIVILEGE_LOST: true,
  PASSWORD_CHANGED: true,
  CUSTOMER_DEACTIVATED: true,
  CONSENT_WITHDRAWN: true,
  CHANNEL_DEACTIVATED: true,
}
export const endReasons = Object.keys(known) as ImitationEndReason[]
