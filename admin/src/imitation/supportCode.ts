// Why the server has refused a support code, or asks for one.
import { RequestFailed } from '../request'

/** `needed`: none was sent, and the customer's page tells who asks; `wrong`: it does not count; `form`: it is no code. */
export type RefusedCode = 'needed' | 'wrong' | 'form'

export function refusedCode(error: unknown): RefusedCode | undefined {
  if (!(error instanceof RequestFailed)) return
  const { field, reasons } = error.extensions
  if (error.code === 'CHECKOUT__SUPPORT_CODE_INVALID') return 'wrong'
  if (error.code === 'VIOLATION::INVALID' && field === 'supportCode') return 'form'
  if (error.code === 'CHECKOUT__CUSTOMER_IMITATION_REFUSED' && String(reasons) === 'SUPPORT_CODE_NEEDED') return 'needed'
}
