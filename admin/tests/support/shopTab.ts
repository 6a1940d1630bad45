// Records submitted forms instead of opening their tab: jsdom cannot leave the page.
import { vi } from 'vitest'

export interface Submitted {
  action: string
  method: string
  target: string
  rel: string
  fields: Record<string, string>
}

export function watchForms(): Submitted[] {
  const forms: Submitted[] = []
  vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(function (this: HTMLFormElement) {
    const fields = Object.fromEntries([...new FormData(this)].map(([name, value]) => [name, String(value)]))
    forms.push({ action: this.action, method: this.method, target: this.target, rel: this.getAttribute('rel') ?? this.rel, fields })
  })
  return forms
}
