// Mounts a real component with the real languages and routes, attached to the page, so that focus works.
import { flushPromises, mount } from '@vue/test-utils'
import { type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n } from '../../src/texts/i18n'
import { routes } from '../../src/router'

export async function show(
  component: Component,
  options: { props?: Record<string, unknown>; slots?: Record<string, string>; at?: string } = {},
) {
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(options.at ?? '/nowhere')
  const wrapper = mount(component, {
    attachTo: document.body,
    props: options.props,
    slots: options.slots,
    global: { plugins: [i18n, router] },
  })
  await flushPromises()
  return { wrapper, router }
}

/** The first button or link that says `name`, anywhere on the page. */
export function control(name: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('button, a')].find((element) =>
    (element.getAttribute('aria-label') ?? element.textContent ?? '').includes(name),
  )
  if (!found) throw new Error(`Nothing to press says "${name}".`)
  return found
}

export async function press(name: string): Promise<void> {
  control(name).click()
  await flushPromises()
}

export const text = (): string => (document.body.textContent ?? '').replace(/\s+/g, ' ')

export async function fill(selector: string, value: string): Promise<void> {
  const field = document.querySelector<HTMLInputElement>(selector)
  if (!field) throw new Error(`No field ${selector}.`)
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
  await flushPromises()
}
