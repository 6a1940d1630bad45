// The menu of a narrow window.
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import AppHeader from '../../src/components/frame/AppHeader.vue'
import { currentUser } from '../../src/currentUser'
import { routes } from '../../src/router'
import { i18n } from '../../src/texts/i18n'
import { alice } from '../support/persons'
import { page, serve } from '../support/server'

test('it closes at the next page, and stays open when the first one arrives late', async () => {
  currentUser.value = alice
  serve({ ImitationRequests: { imitationRequests: page([]) } })
  const router = createRouter({ history: createMemoryHistory(), routes })
  const header = mount(AppHeader, { global: { plugins: [i18n, router] } })
  const menu = header.get('.app-header__menu')

  await menu.trigger('click')
  await router.push({ name: 'customers' })
  expect(menu.attributes('aria-expanded')).toBe('true')

  await router.push({ name: 'profile' })
  await flushPromises()
  expect(menu.attributes('aria-expanded')).toBe('false')
})
