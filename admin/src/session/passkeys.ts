// Passkeys of this device or of a phone nearby. The browser speaks with the device; the server verifies what it answers.
import {
  BeginPasskeyLoginDocument,
  BeginPasskeyRegistrationDocument,
  FinishPasskeyLoginDocument,
  FinishPasskeyRegistrationDocument,
} from '../gql/graphql'
import { requestOnce } from '../request'
import { currentUser } from './ended'
import { requestSteppedUp } from './steppedUp'

type Options = { rp?: { id?: string }; rpId?: string }

/** The device gave nothing, or was not asked: passkeys work at one host alone. `text` is the key of the words for it. */
export class NoPasskey extends Error {
  constructor(
    readonly text: 'noPasskey' | 'noNewPasskey' | 'wrongHost',
    readonly host = '',
  ) {
    super('No passkey was given.')
  }
}

export const knowsPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** Signs in; the session is in the cookie, as with a password. */
export async function signInWithPasskey(): Promise<void> {
  const { beginPasskeyLogin } = await requestOnce(BeginPasskeyLoginDocument)
  const credential = await asked(beginPasskeyLogin, 'noPasskey', (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as never) }),
  )
  currentUser.value = (await requestOnce(FinishPasskeyLoginDocument, { credential })).finishPasskeyLogin.user
}

/** Registers a passkey; answers recovery codes with the first factor. */
export async function registerPasskey(name: string): Promise<string[]> {
  const { beginPasskeyRegistration } = await requestSteppedUp(BeginPasskeyRegistrationDocument)
  const credential = await asked(beginPasskeyRegistration, 'noNewPasskey', (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as never) }),
  )
  return (await requestOnce(FinishPasskeyRegistrationDocument, { credential, name })).finishPasskeyRegistration
}

async function asked(
  json: string,
  none: NoPasskey['text'],
  ask: (options: Options) => Promise<Credential | null>,
): Promise<string> {
  const options = JSON.parse(json) as Options
  const host = options.rp?.id ?? options.rpId ?? ''
  if (location.hostname !== host && !location.hostname.endsWith(`.${host}`)) {
    throw new NoPasskey('wrongHost', host)
  }
  // Closed by the person, timed out, known already, or no device: browsers tell no more than an error.
  const credential = await ask(options).catch(() => null)
  if (!credential) throw new NoPasskey(none)
  return JSON.stringify((credential as PublicKeyCredential).toJSON())
}
