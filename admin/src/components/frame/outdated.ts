// A page of an older version: its files are gone since an upgrade, or its policy does not know a shop's new address.
import { ref } from 'vue'
import type { Router } from 'vue-router'
import { notices } from '../../notices'

export const outdated = ref<{ cause: 'files' | 'policy'; path: string }>()

/** From now on a page that cannot be loaded, and a form that the policy stops, offer to load anew. */
export function watchForUpgrades(router: Router): void {
  router.onError((_, to) => (outdated.value = { cause: 'files', path: to.fullPath }))
  window.addEventListener('vite:preloadError', () => {
    outdated.value ??= { cause: 'files', path: router.currentRoute.value.fullPath }
  })
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    if (effectiveDirective !== 'form-action') return
    notices.value = [] // which say that the shop has opened
    outdated.value = { cause: 'policy', path: router.currentRoute.value.fullPath }
  })
}
