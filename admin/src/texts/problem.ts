// Words for a failed request.
import { useI18n } from 'vue-i18n'
import { RequestFailed } from '../request'
import { NoPasskey } from '../session/passkeys'

/** The text of an error code; the server's message for a code without a text. */
export function useProblem(): (error: unknown) => string {
  const { t, te } = useI18n()
  return (error) => {
    if (error instanceof NoPasskey) return t(`factors.${error.text}`, { host: error.host })
    if (!(error instanceof RequestFailed)) return t('problem.INTERNAL_SERVER_ERROR')
    const code = error.code.replace('::', '_')
    if (!te(`problem.${code}`, 'en-GB')) return error.message
    return t(`problem.${code}`, { seconds: String(error.extensions.retryAfter ?? '') })
  }
}
