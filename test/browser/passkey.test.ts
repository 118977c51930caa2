import type { CDPSession } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { counted, reads, type Visitor } from '../lab/browser.ts';
import { passwords } from './arriving.ts';
import { faint, nameless } from './audit.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';

/** Passkeys, with Chromium's own authenticator: made, used to sign in and to confirm, and gone when removed. */
let room: WatchRoom;
let owner: Visitor;
let device: Device;
let origin: string;

/** A security key or phone as the browser sees one, through the DevTools protocol. */
class Device {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  static async beside(visitor: Visitor): Promise<Device> {
    const session = await visitor.context.newCDPSession(visitor.page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Device(session, authenticatorId);
  }

  /** Whether the finger on it is the right one. */
  async recognises(person: boolean): Promise<void> {
    const options = { authenticatorId: this.#id, isUserVerified: person };
    await this.#session.send('WebAuthn.setUserVerified', options);
  }

  async count(): Promise<number> {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId: this.#id });
    return credentials.length;
  }
}

beforeAll(async () => {
  room = await WatchRoom.open('passkey', {
    enforcers: [{ id: 'firewall', kind: 'dry' }],
    security: { mfa_roles: ['owner'] },
  });
  // A name, not an address: passkeys belong to a name.
  origin = room.url.replace('127.0.0.1', 'localhost');
  owner = await room.stranger({}, origin);
  device = await Device.beside(owner);
});
afterEach(({ task }) => room.witness(task));
afterAll(() => room?.close());

const button = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('button', { name });
const box = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('textbox', { name });
const dialog = () => owner.page.getByRole('dialog');
const signOut = async () => {
  await button(owner, /^Account: Anna/).click();
  await owner.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await owner.page.waitForURL('**/sign-in');
};
describe('passkeys', () => {
  test('the first owner takes one instead of an app', async () => {
    const { pathname, search } = new URL(room.serving.server.setupLink);
    await owner.open(pathname + search);
    await box(owner, 'Your name').fill(administrator.name);
    await box(owner, 'E-mail address').fill(administrator.email);
    await box(owner, 'Password').fill(passwords.owner);
    await button(owner, 'Create administrator').click();
    await button(owner, /^Passkey/).click();
    await box(owner, 'Name of the passkey').fill('Laptop of Anna');
    await owner.picture('passkey-enrol');
    // Somebody else's finger makes none.
    await device.recognises(false);
    await button(owner, 'Make passkey').click();
    await owner.sees('No passkey was used: it was left, or took too long. Nothing has changed.');
    expect(await device.count()).toBe(0);
    await device.recognises(true);
    await button(owner, 'Make passkey').click();
    await owner.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
    expect(await device.count()).toBe(1);
  });

  test('it signs in alone: no address, no password', async () => {
    await signOut();
    await owner.picture('sign-in');
    await button(owner, 'Sign in with a passkey').click();
    await owner.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
    await owner.open('/profile');
    await reads(owner.page.locator('#sessions'), /this one.*with passkey/);
  });

  test('the wrong finger does not', async () => {
    await signOut();
    await device.recognises(false);
    await button(owner, 'Sign in with a passkey').click();
    await owner.sees('No passkey was used: it was left, or took too long. Nothing has changed.');
    expect((await owner.page.request.get('/api/v1/alerts')).status()).toBe(401);
    await device.recognises(true);
  });

  test('after the password it is the second factor, and nothing opens before', async () => {
    await box(owner, 'E-mail address').fill(administrator.email);
    await box(owner, 'Password').fill(passwords.owner);
    await button(owner, 'Sign in').first().click();
    await owner.page.getByRole('heading', { name: 'Your second factor' }).waitFor();
    await owner.picture('second-factor-passkey');
    const refused = await owner.page.request.get('/api/v1/alerts');
    expect(refused.status()).toBe(403);
    await button(owner, 'Use passkey').click();
    await owner.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
  });

  test('names and removes them in the profile', async () => {
    await owner.open('/profile');
    await settled(owner.page);
    await button(owner, 'Rename passkey Laptop of Anna').click();
    await box(owner, 'Name of the passkey').fill('Work laptop');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await button(owner, 'Rename passkey Work laptop').waitFor();
    // The device has one for this account already.
    await button(owner, 'Add passkey').click();
    await button(owner, 'Make passkey').click();
    await owner.sees('This device has a passkey for your account already.');
    await owner.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await counted(owner.page.locator('[data-passkey]'), 1);
    await owner.picture('profile-passkey', true);
    await button(owner, 'Remove passkey Work laptop').click();
    await owner.sees('Your role needs a second factor: without another one you set it up again at once.');
    await dialog().getByRole('button', { name: 'Remove passkey Work laptop' }).click();
    // The role needs one: back to where it is set up, and nothing else opens.
    await owner.page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    await button(owner, 'Sign out').click();
    await owner.page.waitForURL('**/sign-in');
    await button(owner, 'Sign in with a passkey').click();
    await owner.page.getByRole('alert').waitFor();
    expect((await owner.page.request.get('/api/v1/alerts')).status()).toBe(401);
  });

  test('all of it stands in the record', async () => {
    const { items } = await room.serving.get<{ items: { action: string; actor: { name: string } }[] }>(
      '/api/v1/audit?limit=200',
    );
    const acts = items.map(({ action, actor }) => `${actor.name} ${action}`);
    for (const act of ['factor.added', 'factor.removed', 'sign-in.succeeded', 'passkey.updated'])
      expect(acts).toContain(`Anna de Wit ${act}`);
    // Looked at from another browser: leaving the accessibility tree takes the virtual device along.
    const guest = await room.stranger({ theme: 'dark', locale: 'nl-NL' }, origin);
    await guest.open('/sign-in');
    await guest.page.getByRole('button', { name: 'Meld aan met een passkey' }).waitFor();
    expect((await faint(guest.page)).below).toEqual([]);
    expect((await nameless(guest.page)).without).toEqual([]);
    await guest.picture('sign-in-dark-nl');
    expect(room.troubles).toEqual([]);
  });
});
