// Webhooks that fail and keys that expire: each is asked for with its privilege alone.
import { computed } from 'vue'
import { useAnswer } from '../../answer'
import { may } from '../../currentUser'
import { IntegrationsDocument, WebhooksDocument } from '../../gql/graphql'
import { request } from '../../request'

const soon = 30 * 24 * 3600 * 1000 // ms

export function useAttention() {
  const webhooks = useAnswer(async () => (may('webhook:read') ? (await request(WebhooksDocument)).webhooks : []))
  const integrations = useAnswer(async () => (may('integration:read') ? (await request(IntegrationsDocument)).integrations : []))

  return {
    failing: computed(() => webhooks.data.value?.filter(({ active, failingSince }) => active && failingSince)),
    expiring: computed(() =>
      integrations.data.value?.filter(({ active, expiresAt }) => active && expiresAt && Date.parse(expiresAt) < Date.now() + soon),
    ),
  }
}
