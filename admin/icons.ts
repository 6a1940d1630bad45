// The icons that are built, out of about 910 in the Meteor icon kit. MtIcon loads each on demand from its own file.
import type { Plugin } from 'vite'

const icons = [
  'regular/bars-s',
  'regular/bell',
  'regular/calendar',
  'regular/chevron-left-s',
  'regular/chevron-right-s',
  'regular/copy-s',
  'regular/dashboard',
  'regular/exclamation-circle',
  'regular/exclamation-triangle',
  'regular/external-link-s',
  'regular/check-circle',
  'regular/checkmark-xs',
  'regular/history',
  'regular/inbox',
  'regular/info-circle',
  'regular/plug',
  'regular/search',
  'regular/search-s',
  'regular/shield',
  'regular/sign-out',
  'regular/storefront',
  'regular/times-s',
  'regular/user-shield',
  'regular/users',
  'regular/user',
  'regular/eye',
  'regular/eye-slash',
  'solid/exclamation-circle',
  'solid/exclamation-triangle',
  'solid/info-circle',
  'solid/check-circle',
]

const map = /mt-icon\.vue_vue_type.*\.mjs$/
const entry = /^\s*"[^"]*icons\/((?:regular|solid)\/[^"]+)\.svg": \(\) => import\(.*$\n/gm

export function keepIcons(): Plugin {
  return {
    name: 'keep-icons',
    enforce: 'pre',
    transform(code, id) {
      if (!map.test(id)) return null
      return code.replace(entry, (line, name: string) => (icons.includes(name) ? line : ''))
    },
  }
}
