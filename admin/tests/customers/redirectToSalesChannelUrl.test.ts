import { expect, test } from 'vitest'
import { mayOpenTab, redirectToSalesChannelUrl } from '../../src/imitation/redirectToSalesChannelUrl'
import { clickCounts } from '../support/setup'
import { watchForms } from '../support/shopTab'

test('the token travels in the body of a POST to a new tab', () => {
  const forms = watchForms()

  redirectToSalesChannelUrl('http://shop.test/account/login/imitate-customer', 'secret', 'bob', 'alice')

  expect(forms).toEqual([
    {
      action: 'http://shop.test/account/login/imitate-customer',
      method: 'post',
      target: '_blank',
      rel: 'noopener',
      fields: { token: 'secret', customerId: 'bob', userId: 'alice' },
    },
  ])
})

test('the form leaves nothing behind', () => {
  watchForms()

  redirectToSalesChannelUrl('http://shop.test/login', 'secret', 'bob', 'alice')

  expect(document.querySelector('form')).toBeNull()
  expect(document.body.innerHTML).not.toContain('secret')
})

test.each([
  'http://shop.test/de/account/login/imitate-customer',
  'http://shop.test/a/b%20c/account/login/imitate-customer',
  'https://shop.test:8443/account/login/imitate-customer',
])('the address is the one the server wrote: %s', (loginUrl) => {
  const forms = watchForms()

  redirectToSalesChannelUrl(loginUrl, 'secret', 'bob', 'alice')

  expect(forms[0]?.action).toBe(loginUrl)
})

test('a tab may open while the click counts, and in browsers that do not report it', () => {
  expect(mayOpenTab()).toBe(true)
  clickCounts(true)
  expect(mayOpenTab()).toBe(true)
  clickCounts(false)
  expect(mayOpenTab()).toBe(false)
})
