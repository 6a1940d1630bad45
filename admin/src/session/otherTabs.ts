// All tabs of a browser share one session. Where another user signs in in one of them, the others begin anew: they show what the
// first may see, and would act as the second.
import { watch } from 'vue'
import { currentUser } from './ended'

/** From now on; `begin` opens the first page. */
export function watchOtherTabs(begin: () => void): void {
  const tabs = new BroadcastChannel('imitate.user')
  tabs.onmessage = ({ data }) => currentUser.value && currentUser.value.id !== data && begin()
  watch(currentUser, (user) => user && tabs.postMessage(user.id))
}
