// Words for the texts with which the server refuses a value, in the reader's language.
import { useI18n } from 'vue-i18n'

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
]

/** The translation; for a text without one, a general one with the server's words. */
export function useInvalid(): (text: string) => string {
  const { t } = useI18n()
  return (text) => {
    for (const [pattern, key] of refusedTexts) {
      const found = pattern.exec(text)
      if (found) return t(key, found.groups ?? {})
    }
    return t('invalid.other', { text })
  }
}
