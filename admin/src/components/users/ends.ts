// What ends with the sessions of a user, in numbers as far as the reader may see them.
import { useI18n } from 'vue-i18n'
import { may } from '../../currentUser'
import { ImitationsDocument, UserSessionsDocument } from '../../gql/graphql'
import { request } from '../../request'

export function useEnds(): (user: { id: string }) => Promise<string[]> {
  const { t, n } = useI18n()

  async function sessions(userId: string): Promise<string> {
    const { length } = (await request(UserSessionsDocument, { userId })).userSessions
    return t('ends.sessions', { count: n(length) }, length)
  }

  async function imitations(userId: string): Promise<string> {
    if (!may('imitation:read')) return t('ends.allImitations')
    const { totalCount } = (await request(ImitationsDocument, { userId, active: true, first: 1 })).imitations
    return t('ends.imitations', { count: n(totalCount) }, totalCount)
  }

  return ({ id }) => Promise.all([sessions(id), imitations(id)])
}
