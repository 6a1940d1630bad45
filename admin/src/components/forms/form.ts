// A draft of values beside those that were loaded: what has changed, what the server refused, and what leaving would lose.
import { computed, reactive, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLeaving } from './state/leaving'
import { Conflict, type Known, useSending } from './state/sending'

type Values = Record<string, unknown>

/** What the frame and the fields of a form need of it. */
export interface FormState {
  readonly dirty: boolean
  readonly busy: boolean
  /** What the server refused, by the name of the field. */
  readonly problems: Record<string, string>
  /** A refusal that belongs to no field; empty without one. */
  readonly failure: string
  /** Whether the user is asked to confirm that the changes get lost. */
  readonly asking: boolean
  /** Sends the draft; false where it was refused. */
  submit(): Promise<boolean>
  /** Whether the form may be left: true without changes, else what the user answers; not while it is sent. */
  leave(): Promise<boolean>
  answer(discard: boolean): void
}

export interface Form<Draft extends Values> extends FormState {
  draft: Draft
  /** The values that differ from those loaded: only these are sent, so that nothing else is overwritten. */
  readonly changes: Partial<Draft>
  /** Takes these as loaded and discards the draft. */
  load(values: Draft): void
  /**
   * Takes values that another user saved meanwhile. The answer is the fields that both have changed;
   * of these the draft keeps what was typed.
   */
  rebase(values: Draft): (keyof Draft)[]
}

interface Options<Draft extends Values> {
  /** What is stored now, asked for before each save: a change of another user to the same field is shown and not overwritten. */
  fresh?: () => Promise<Draft>
  known?: Known
}

export function useForm<Draft extends Values>(
  values: Draft,
  send: (form: Form<Draft>) => Promise<unknown>,
  { fresh, known }: Options<Draft> = {},
): Form<Draft> {
  const { t } = useI18n()
  const loaded = shallowRef<Draft>(copy(values))
  const draft = reactive<Values>(copy(values)) as Draft
  const changed = computed(() => names(draft).filter((name) => !same(draft[name], loaded.value[name])))
  const sending = useSending(known)
  const leaving = useLeaving(() => changed.value.length > 0 && !sending.busy.value)

  const conflict = (value: unknown) =>
    typeof value === 'string' ? t('form.conflictWith', { value }) : t('form.conflict')

  const form: Form<Draft> = {
    draft,
    get changes() {
      return copy(Object.fromEntries(changed.value.map((name) => [name, draft[name]]))) as Partial<Draft>
    },
    get dirty() {
      return changed.value.length > 0
    },
    get busy() {
      return sending.busy.value
    },
    get problems() {
      return sending.problems.value
    },
    get failure() {
      return sending.failure.value
    },
    get asking() {
      return leaving.asking.value
    },
    leave: async () => !sending.busy.value && leaving.leave(),
    answer: leaving.answer,
    load(fresh) {
      loaded.value = copy(fresh)
      Object.assign(draft, copy(fresh))
      sending.clear()
    },
    rebase(fresh) {
      const before = loaded.value
      const theirs = names(draft).filter((name) => !same(fresh[name], before[name]))
      const both = theirs.filter((name) => changed.value.includes(name) && !same(draft[name], fresh[name]))
      for (const name of theirs) if (!changed.value.includes(name)) draft[name] = copy(fresh)[name]
      loaded.value = copy(fresh)
      return both
    },
    async submit() {
      return sending.run(names(draft).map(String), async () => {
        const both = fresh ? form.rebase(await fresh()) : []
        if (both.length) throw new Conflict(Object.fromEntries(both.map((name) => [name, conflict(loaded.value[name])])))
        const sent = copy(draft)
        await send(form)
        loaded.value = sent
      })
    },
  }
  return form
}

const names = <Draft extends Values>(draft: Draft): (keyof Draft)[] => Object.keys(draft)
const copy = <Draft extends Values>(values: Draft): Draft => JSON.parse(JSON.stringify(values)) as Draft
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
