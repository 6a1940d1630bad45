// A failed request in words.
import { useI18n } from 'vue-i18n'
import { RequestFailed } from './request'

/** Words for what went wrong; the server's own where the code has no text here. */
export function useProblem(): (error: unknown) => string {
  const { t, te } = useI18n()
  return (error) => {
    if (!(error instanceof RequestFailed)) return t('problem.INTERNAL_SERVER_ERROR')
    const code = error.code.replace('::', '_')
    if (!te(`problem.${code}`, 'en-GB')) return error.message
    return t(`problem.${code}`, { seconds: String(error.extensions.retryAfter ?? '') })
  }
}
