// Shows the values that are carried from tab to tab.
import { createElement as h, useSyncExternalStore } from 'react'
import type { Carried } from './carried'

export function CarriedValues({ carried }: { carried: Carried }) {
  const values = useSyncExternalStore(carried.subscribe, carried.list)
  const known = values.filter(([, value]) => value !== undefined).length
  return h(
    'details',
    { className: 'carried' },
    h('summary', null, `Carried from tab to tab: ${known} of ${values.length} values, in the memory of this page`),
    h('dl', null, ...values.map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value ?? 'not yet')))),
  )
}
