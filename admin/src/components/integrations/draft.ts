// What a form about an integration holds.
import type { IntegrationInput, IntegrationsQuery } from '../../gql/graphql'
import { fromLocal, toLocal } from '../../texts/localTime'

export type Integration = IntegrationsQuery['integrations'][number]

export type IntegrationDraft = {
  label: string
  roleIds: string[]
  active: boolean
  /** As a field for date and time has it, in the reader's time zone; empty without an end. */
  expiresAt: string
}

export const newIntegration: IntegrationDraft = { label: '', roleIds: [], active: true, expiresAt: '' }

export const draftOf = (integration: Integration): IntegrationDraft => ({
  label: integration.label,
  roleIds: integration.roles.map(({ id }) => id).sort(),
  active: integration.active,
  expiresAt: toLocal(integration.expiresAt),
})

export function inputOf({ expiresAt, ...others }: Partial<IntegrationDraft>): IntegrationInput {
  return expiresAt === undefined ? others : { ...others, expiresAt: fromLocal(expiresAt) }
}

/** Whether it is refused since its end. */
export const isOver = ({ expiresAt }: { expiresAt?: string | null }): boolean => !!expiresAt && new Date(expiresAt) <= new Date()
