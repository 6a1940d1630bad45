// Times of the server as fields of the type datetime-local have them: to the minute, in the reader's time zone.

const two = (number: number) => String(number).padStart(2, '0')

/** Empty for null. */
export function toLocal(instant: string | null | undefined): string {
  if (!instant) return ''
  const at = new Date(instant)
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Null for an empty field. */
export const fromLocal = (local: string): string | null => (local ? new Date(local).toISOString() : null)
