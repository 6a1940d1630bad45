// What a form about a sales channel holds, and what ends by it.
import type { SalesChannelsQuery, SalesChannelType } from '../../gql/graphql'

export type SalesChannel = SalesChannelsQuery['salesChannels'][number]

export interface DomainDraft {
  url: string
  language: string
  currency: string
}

export type ChannelDraft = {
  name: string
  type: SalesChannelType
  active: boolean
  landingPath: string
  domains: DomainDraft[]
}

export const types: SalesChannelType[] = ['STOREFRONT', 'EXTERNAL', 'HEADLESS']

export const newChannel: ChannelDraft = {
  name: '',
  type: 'STOREFRONT',
  active: true,
  landingPath: '/account/login/imitate-customer',
  domains: [],
}

export const draftOf = (channel: SalesChannel): ChannelDraft => ({
  name: channel.name,
  type: channel.type,
  active: channel.active,
  landingPath: channel.landingPath,
  domains: channel.domains.map(({ displayUrl, language, currency }) => ({ url: displayUrl, language, currency })),
})

/** The keys of what ends, each with its values. */
export function endings(channel: SalesChannel, changes: Partial<ChannelDraft>): [string, Record<string, string>][] {
  const found: [string, Record<string, string>][] = []
  if (channel.active && changes.active === false) {
    found.push(['salesChannels.ends.sessions', {}], ['salesChannels.ends.key', {}])
  } else if (changes.type) {
    found.push(['salesChannels.ends.imitations', {}])
  }
  const kept = changes.domains?.map(({ url }) => url.trim())
  for (const { displayUrl } of kept ? channel.domains : []) {
    if (!kept?.includes(displayUrl)) found.push(['salesChannels.ends.domain', { url: displayUrl }])
  }
  return found
}
