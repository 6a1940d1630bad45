// Dates as readers write them, with the day first, and as fields keep them: YYYY-MM-DD, with THH:MM where there is a time.

const kept = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/
const typed = /^(\d{1,2})[./-]\s*(\d{1,2})[./-]\s*(\d{4})(?:,?\s+(\d{1,2}):(\d{2}))?$/

/** As the language writes it; empty for an empty field. */
export function written(value: string, locale: string): string {
  const [, year, month, day, hour, minute] = kept.exec(value) ?? []
  if (!year || !month || !day) return ''
  const date = [day, month, year].join(locale.startsWith('de') ? '.' : '/')
  return hour ? `${date}, ${hour}:${minute}` : date
}

/** Undefined where the text is no date. A time is midnight where none is typed, and left out where none is wanted. */
export function read(text: string, withTime: boolean): string | undefined {
  const trimmed = text.trim()
  if (!trimmed) return ''
  const [year, month, day, hour = '0', minute = '0'] = parts(trimmed)
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)))
  if (at.getUTCMonth() !== Number(month) - 1 || at.getUTCHours() !== Number(hour)) return undefined
  return at.toISOString().slice(0, withTime ? 'YYYY-MM-DDTHH:MM'.length : 'YYYY-MM-DD'.length)
}

/** Year, month, day, hour and minute; none of a text in another form. */
function parts(text: string): (string | undefined)[] {
  const iso = kept.exec(text)
  if (iso) return iso.slice(1)
  const [, day, month, year, ...time] = typed.exec(text) ?? []
  return [year, month, day, ...time]
}
