import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { BrowserError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import type { Passkey } from '../../api/types.ts';

type Requested = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type Created = Parameters<typeof startRegistration>[0]['optionsJSON'];
/** What a passkey answered to a challenge. */
export type PasskeyAnswer = Awaited<ReturnType<typeof startAuthentication>>;

/**
 * Whether passkeys work here: the browser knows them, the connection is private, and the server goes by a name (WebAuthn
 * level 3, section 5.1.3: an address is no effective domain).
 */
export function knowsPasskeys(): boolean {
  const isAddress = /^\[|^\d+(\.\d+){3}$/.test(window.location.hostname);
  return browserSupportsWebAuthn() && window.isSecureContext && !isAddress;
}

/**
 * Lets the person answer a challenge of the server with a passkey.
 * @throws BrowserError `passkey-left` when the person left it or let it run out.
 */
export async function answerWithPasskey(): Promise<PasskeyAnswer> {
  const optionsJSON = await post<Requested>('/api/v1/session/passkey/options');
  return startAuthentication({ optionsJSON }).catch(refused);
}

/**
 * Makes a passkey on a device of the person and tells the server.
 * @throws BrowserError `passkey-left`, or `passkey-known` when the device has one for this account already.
 */
export async function makePasskey(name: string): Promise<Passkey> {
  const optionsJSON = await post<Created>('/api/v1/profile/passkeys/options');
  const response = await startRegistration({ optionsJSON }).catch(refused);
  return post<Passkey>('/api/v1/profile/passkeys', { name, response });
}

function refused(error: unknown): never {
  const known = error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
  throw new BrowserError(known ? 'passkey-known' : 'passkey-left', error);
}
