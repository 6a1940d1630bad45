// The live list is loaded again while its page is visible.
import { defineComponent } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { usePolling } from '../../src/components/lists/polling'
import { show } from '../support/show'

const every = 10_000

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

function see(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange'))
}

async function polled(load: () => Promise<void>) {
  return show(defineComponent({ setup: () => usePolling(load, every), render: () => null }))
}

test('the next turn waits for the end of the one before, and a slow answer for no second request', async () => {
  let answer = () => {}
  const load = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)))
  await polled(load)

  await vi.advanceTimersByTimeAsync(3 * every)
  expect(load).toHaveBeenCalledTimes(1)
  answer()
  await vi.advanceTimersByTimeAsync(every)

  expect(load).toHaveBeenCalledTimes(2)
})

test('a hidden page rests, and loads at once when it is seen again', async () => {
  const load = vi.fn(async () => {})
  await polled(load)

  see(true)
  await vi.advanceTimersByTimeAsync(5 * every)
  expect(load).not.toHaveBeenCalled()
  see(false)
  await vi.advanceTimersByTimeAsync(every)

  expect(load).toHaveBeenCalledTimes(2)
})

test('a page that was left rests', async () => {
  const load = vi.fn(async () => {})
  const { wrapper } = await polled(load)

  wrapper.unmount()
  await vi.advanceTimersByTimeAsync(5 * every)

  expect(load).not.toHaveBeenCalled()
})
