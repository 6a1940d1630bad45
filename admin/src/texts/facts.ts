// Words for the facts of an event, which the audit log stores as a JSON object. A fact without words is shown as stored.
import { useI18n } from 'vue-i18n'
import { useFormat } from './format'
import type { ImitationRefusal } from '../gql/graphql'
import { useRefusal } from './refusal'

type Facts = Record<string, unknown>

export function useFacts(): (detail: string) => [name: string, value: string][] {
  const { t, te } = useI18n()
  const { money } = useFormat()
  const refusal = useRefusal()
  const has = (key: string) => te(key, 'en-GB')

  const reason = (one: string) => (has(`problem.${one}`) ? t(`problem.${one}`) : refusal(one as ImitationRefusal))

  function worded(name: string, value: unknown, { currency, product_number: number }: Facts): string {
    if (name === 'total' && typeof currency === 'string') return money({ amount: Number(value), currency })
    if (name === 'reasons' && Array.isArray(value)) return value.map(reason).join(' ')
    if (name === 'support_code' && value === true) return t('supportCode.given')
    if (name === 'vetoes' && Array.isArray(value)) return value.map(({ plugin, reason }) => `${plugin}: ${reason}`).join(' ')
    if (name === 'approvedBy' && isNamed(value)) return value.username
    if (name === 'identity' && isAccount(value)) return `${value.subject} (${value.issuer})`
    if ((name === 'access' || name === 'before') && has(`access.name.${value}`)) return t(`access.name.${value}`)
    if (name === 'product') return `${String(value)} (${String(number)})`
    if (name === 'operation' && has(`fact.of.${value}`)) return t(`fact.of.${value}`)
    if (name === 'changed' && Array.isArray(value)) return value.map((one) => (has(`fact.field.${one}`) ? t(`fact.field.${one}`) : one)).join(', ')
    if (name === 'cause' && has(`endReason.${value}`)) return t(`endReason.${value}`)
    if (name === 'cause' && value === 'VETOED') return refusal(value)
    return typeof value === 'string' ? value : JSON.stringify(value)
  }

  return (detail) => {
    try {
      const facts = JSON.parse(detail) as Facts
      return Object.entries(facts)
        .filter(([name, value]) => value !== null && !isShownWith(name, facts))
        .map(([name, value]) => [has(`fact.${name}`) ? t(`fact.${name}`) : name, worded(name, value, facts)])
    } catch {
      return [['detail', detail]]
    }
  }
}

function isNamed(value: unknown): value is { username: string } {
  return typeof value === 'object' && value !== null && 'username' in value && typeof value.username === 'string'
}

function isAccount(value: unknown): value is { issuer: string; subject: string } {
  return typeof value === 'object' && value !== null && 'issuer' in value && 'subject' in value
}

/** A number of a product stands behind its name, a currency behind its amount; older events have ids alone. */
function isShownWith(name: string, facts: Facts): boolean {
  return name === 'currency' ? 'total' in facts : (name === 'product_id' || name === 'product_number') && 'product' in facts
}
