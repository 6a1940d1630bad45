// What a form about a webhook holds.
import type { WebhookEvent, WebhooksQuery } from '../../gql/graphql'
import texts from '../../texts/locales/en-GB.json'

export type Webhook = WebhooksQuery['webhooks'][number]

export type WebhookDraft = {
  url: string
  events: WebhookEvent[]
  active: boolean
}

/** Every kind that a webhook can ask for. Each has a text, as a test makes sure; a TEST is sent on demand. */
export const kinds = (Object.keys(texts.webhooks.event) as WebhookEvent[]).filter((kind) => kind !== 'TEST')

export const newWebhook: WebhookDraft = { url: '', events: [], active: true }

export const draftOf = ({ url, events, active }: Webhook): WebhookDraft => ({ url, events: [...events], active })
