// What the answer of one tab gives to the tabs after it. It lives in the memory of this page alone.

const places = /<([\w.]+) of step (\d+)>/g
type Listener = () => void

/** Fills places such as `<accessToken of step 1>` from the answers of earlier steps. */
export class Carried {
  private readonly answers = new Map<number, unknown>()
  private readonly listeners = new Set<Listener>()
  private shown: [place: string, value: string | undefined][]

  /** `names` are those of the places that the tabs have. */
  constructor(private readonly names: string[]) {
    this.shown = this.all()
  }

  note(step: number, answer: unknown): void {
    this.answers.set(step, answer)
    this.shown = this.all()
    for (const listener of this.listeners) listener()
  }

  /** A copy with all places filled that are known. */
  fill<Value>(value: Value): Value {
    const filled = (text: string) => text.replace(places, (place, path: string, step: string) => this.valueOf(path, step) ?? place)
    return JSON.parse(JSON.stringify(value ?? null), (_, part: unknown) => (typeof part === 'string' ? filled(part) : part)) as Value
  }

  readonly list = () => this.shown

  readonly subscribe = (listener: Listener) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private all() {
    return this.names.map((name): [string, string | undefined] => {
      const [filled] = this.fill([`<${name}>`])
      return [name, filled === `<${name}>` ? undefined : filled]
    })
  }

  private valueOf(path: string, step: string): string | undefined {
    return found(this.answers.get(Number(step)), path.split('.'))
  }
}

/** The names of the places in a text, each once. */
export const placesIn = (text: string): string[] => [...new Set([...text.matchAll(places)].map(([place]) => place.slice(1, -1)))]

/** The first text at this path, from the outside to the inside. */
function found(value: unknown, path: string[]): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const here = path.reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value)
  if (typeof here === 'string') return here
  for (const part of Object.values(value)) {
    const inside = found(part, path)
    if (inside !== undefined) return inside
  }
  return undefined
}

