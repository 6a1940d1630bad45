// What has the focus is removed, with the question before it or without: the keyboard stays where it was.
import { beforeEach, expect, test, vi } from 'vitest'
import App from '../../src/App.vue'
import { currentUser } from '../../src/currentUser'
import { admin } from '../support/persons'
import { serve } from '../support/server'
import { control, press, show } from '../support/show'

const at = '2026-06-01T12:00:00Z'
const patience = { timeout: 10_000 } // ms: the page is imported when it is opened
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim()

let removed: unknown[] = []
const left = <One extends { id: string }>(all: One[]) => all.filter(({ id }) => !removed.includes(id))
const remove = (answer: object) => (variables: Record<string, unknown>) => {
  removed.push(variables.id ?? 'app')
  return answer
}

const passkeys = ['Laptop', 'Phone', 'Token'].map((name) => ({ id: name, name, createdAt: at, lastUsedAt: null }))
const sessions = ['s1', 's2'].map((id) => ({
  id, createdAt: at, lastUsedAt: at, remoteAddress: null, userAgent: id, current: false, newBrowser: false,
}))
const roles = ['Agents', 'Leads'].map((name) => ({ id: name, name, description: '', userCount: 0, needsApproval: false, privileges: [] }))

const server = () => serve({
  Factors: () => ({
    factors: { totpConfirmedAt: removed.includes('app') ? null : at, recoveryCodesLeft: 10, passkeys: left(passkeys) },
  }),
  CurrentUser: { currentUser: admin },
  UserSessions: () => ({ userSessions: left(sessions) }),
  Roles: () => ({ roles: left(roles) }),
  Privileges: { privileges: [] },
  RemovePasskey: remove({ removePasskey: true }),
  RemoveTotp: remove({ removeTotp: true }),
  EndUserSession: remove({ endUserSession: true }),
  DeleteRole: remove({ deleteRole: true }),
})

async function open(path: string, first: string): Promise<void> {
  currentUser.value = admin
  vi.stubGlobal('PublicKeyCredential', Object.assign(() => undefined, { parseRequestOptionsFromJSON: () => undefined }))
  server()
  await show(App, { at: path })
  await vi.waitUntil(() => document.body.innerHTML.includes(first), patience)
}

/** As the keyboard does: the button has the focus when it is pressed, and the question takes it. */
async function removeBy(name: string): Promise<void> {
  control(name).focus()
  await press(name)
  const confirm = await vi.waitUntil(() => document.querySelector<HTMLElement>('.dialog-frame__footer button:last-child'))
  confirm.focus()
  confirm.click()
  await vi.waitUntil(() => !document.querySelector('.dialog-frame__footer'))
}

beforeEach(() => {
  removed = []
})

test.each([
  ['Laptop', [], 'Remove passkey: Phone'],
  ['Token', [], 'Remove passkey: Phone'],
  ['Laptop', ['Phone', 'Token'], 'Add a passkey'],
])('after the passkey %s, without %o, the focus is on “%s”', async (name, gone, next) => {
  removed = gone
  await open('/profile', `Remove passkey: ${name}`)

  await removeBy(`Remove passkey: ${name}`)

  await expect.poll(focused).toBe(next)
})

test('after the authenticator app it is on the button that sets up another', async () => {
  await open('/profile', 'Remove app')

  await removeBy('Remove app')

  await expect.poll(focused).toBe('Set up')
})

test('after a session it is on the next one, and after the last one on the page', async () => {
  await open('/profile', 'Sign out: ')

  await removeBy('Sign out: ')
  await expect.poll(focused).toContain('Sign out: ')
  await removeBy('Sign out: ')
  await expect.poll(() => document.activeElement?.id).toBe('content')
})

test('after a role it is on the next role, and after the last one on the button for a new one', async () => {
  await open('/roles', 'Delete Agents?')

  await removeBy('Delete Agents?')
  await expect.poll(focused).toContain('Edit')
  expect(document.activeElement?.closest('section')?.textContent).toContain('Leads')
  await removeBy('Delete Leads?')
  await expect.poll(focused).toBe('New role')
})

test('what has the focus elsewhere keeps it', async () => {
  await open('/profile', 'Remove app')
  control('Remove app').focus()
  control('Add a passkey').focus()

  control('Remove app').remove()
  await new Promise((resolve) => setTimeout(resolve, 20))

  expect(focused()).toBe('Add a passkey')
})
