// Words for the texts with which the server refuses a value, in the reader's language.
import { useI18n } from 'vue-i18n'
import { RequestFailed } from '../request'
import { useProblem } from './problem'

/** The server's text, with its numbers as groups, and the key of the translation. */
export const refusedTexts: [RegExp, string][] = [
  [/^This has (?<shortest>\d+) to (?<longest>\d+) characters\.$/, 'invalid.length'],
  [/^A password has (?<shortest>\d+) to (?<longest>\d+) characters\.$/, 'invalid.passwordLength'],
  [/^Control characters are not allowed\.$/, 'invalid.controlCharacters'],
  [/^This is not an e-mail address\.$/, 'invalid.email'],
  [/^A new \w+(?: \w+)? needs this\.$/, 'invalid.needed'],
  [/^Another .+ has (?:the same|this .+)\.$/, 'invalid.taken'],
  [/^Users cannot delete themselves\.$/, 'invalid.themselves'],
  [/^The last active super admin stays\.$/, 'invalid.lastAdmin'],
  [/^A domain looks like https:\/\/shop\.example\/de\.$/, 'invalid.domain'],
  [/^A URL leads to one domain only\.$/, 'invalid.oneDomain'],
  [/^A sales channel has at most (?<most>\d+) domains\.$/, 'invalid.mostDomains'],
  [/^A language looks like de-DE\.$/, 'invalid.language'],
  [/^A currency looks like EUR\.$/, 'invalid.currency'],
  [/^This currency has no exchange rate here\.$/, 'invalid.exchangeRate'],
  [/^A path looks like \/support\/landing\.$/, 'invalid.path'],
  [/^There are (?<most>\d+) .+, which is the most\.$/, 'invalid.most'],
  [/^You have (?<most>\d+) requests that wait, which is the most\.$/, 'invalid.mostRequests'],
  [/^This is a time to come\.$/, 'invalid.timeToCome'],
  [/^A webhook looks like .+\.$/, 'invalid.webhook'],
  [/^Webhooks are sent by https\.$/, 'invalid.https'],
  [/^The host is a name by IDNA 2008 or an IP address\.$/, 'invalid.host'],
  [/^This address is not public: see WEBHOOK_ALLOW_NETWORKS\.$/, 'invalid.notPublic'],
  [/^This is no code of the app that is being set up\.$/, 'invalid.totp'],
  [/^This is no new passkey for this site\. Begin again\.$/, 'invalid.passkey'],
  [/^A user has at most (?<most>\d+) passkeys\.$/, 'invalid.mostPasskeys'],
  [/^Users cannot reset their own factors\.$/, 'invalid.ownFactors'],
  [/^A webhook asks for one kind or more; tests are sent on demand\.$/, 'invalid.noKind'],
]

/** The text of a failed request; of a refused value the translation, or a general one with the server's words. */
export function useRefused(): (error: unknown) => string {
  const { t } = useI18n()
  const problem = useProblem()

  function invalid(text: string): string {
    for (const [pattern, key] of refusedTexts) {
      const found = pattern.exec(text)
      if (found) return t(key, found.groups ?? {})
    }
    return t('invalid.other', { text })
  }

  return (error) =>
    error instanceof RequestFailed && error.code === 'VIOLATION::INVALID' ? invalid(error.message) : problem(error)
}
