import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/api/schema/audit.ts';
import { counted, reads, type Visitor } from '../lab/browser.ts';
import { DebianDatabase } from '../lab/database.ts';
import { Mailbox } from '../lab/mailbox.ts';
import { until } from '../lab/until.ts';
import { keepCodes, mailedLink, passwords, setUpApp } from './arriving.ts';
import { faint, nameless, sticksOut } from './audit.ts';
import type { Authenticator } from './authenticator.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';

/** One person at several screens: a session that is ended is over at once, and the ways in that are left when one is lost. */
let room: WatchRoom;
let mailbox: Mailbox;
let database: DebianDatabase;
let desk: Visitor;
let laptop: Visitor;
let app: Authenticator;
let codes: string[];

beforeAll(async () => {
  mailbox = new Mailbox();
  [database] = await Promise.all([DebianDatabase.make(), mailbox.open()]);
  room = await WatchRoom.open('sessions', {
    database_url: database.url,
    enforcers: [{ id: 'firewall', kind: 'dry' }],
    smtp: { host: '127.0.0.1', port: mailbox.port },
    security: { mfa_roles: ['owner'] },
  });
  await room.customer({ id: 'veldkamp', name: 'Veldkamp Logistiek', timeZone: 'Europe/Amsterdam' });
  await room.customer({ id: 'bakker-jansen', name: 'Bakker Jansen', timeZone: 'Europe/Amsterdam' });
  desk = await room.stranger();
  laptop = await room.stranger();
  await desk.open(room.serving.server.setupLink);
  await box(desk, 'Your name').fill(administrator.name);
  await box(desk, 'E-mail address').fill(administrator.email);
  await box(desk, 'Password').fill(passwords.owner);
  await button(desk, 'Create administrator').click();
  ({ app, codes } = await setUpApp(desk));
  await keepCodes(desk);
  await inside(desk);
});
afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await Promise.all([mailbox?.close(), database?.remove()]);
});

const button = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('button', { name });
const box = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('textbox', { name });
const dialog = (visitor: Visitor) => visitor.page.getByRole('dialog');
const inside = (visitor: Visitor) => visitor.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
const submit = (visitor: Visitor) => visitor.page.locator('form button[type=submit]').click();
const record = async (query: string): Promise<AuditEntry[]> =>
  (await room.serving.get<{ items: AuditEntry[] }>(`/api/v1/audit?limit=200&${query}`)).items;

async function password(visitor: Visitor, typed = passwords.owner): Promise<void> {
  await box(visitor, 'E-mail address').fill(administrator.email);
  await box(visitor, 'Password').fill(typed);
  await submit(visitor);
}

describe('signing in', () => {
  test('password, then the code of the app; a wrong code says so and is asked again', async () => {
    await laptop.open('/blocks?state=all');
    await password(laptop);
    await laptop.page.getByRole('heading', { name: 'Your second factor' }).waitFor();
    await laptop.picture('second-factor');
    expect((await laptop.page.request.get('/api/v1/alerts')).status()).toBe(401);
    const field = box(laptop, 'Code from your app');
    await field.fill('000000');
    await laptop.sees('This code is not right, or has just changed.');
    expect(await field.inputValue()).toBe('');
    await until('the field to have the focus', 5, () =>
      field.evaluate((element) => element === document.activeElement),
    );
    await laptop.page.keyboard.type(await app.code());
    await inside(laptop);
    expect(laptop.page.url()).toBe(`${room.url}/blocks?state=all`);
  });
});

describe('sessions', () => {
  test('are listed with device and last use, and one that is ended is over at once on the other screen', async () => {
    await laptop.open('/alerts');
    await settled(laptop.page);
    await desk.open('/profile');
    await settled(desk.page);
    await counted(desk.page.locator('[data-session]'), 2);
    await reads(desk.page.locator('#sessions'), /Chrome on Linux.*this one.*with app.*Last used/);
    await desk.picture('profile', true);
    await button(desk, 'End the session of Chrome on Linux, 127.0.0.1').click();
    // Nobody touches the laptop.
    await dialog(laptop).getByText('Your session has ended').waitFor();
    await laptop.picture('session-ended');
    // The page stays as it is underneath.
    await laptop.page.locator('h1', { hasText: 'Alerts' }).waitFor();
    expect((await laptop.page.request.get('/api/v1/alerts')).status()).toBe(401);
    await desk.sees('The session of Chrome on Linux has ended.');
    await counted(desk.page.locator('[data-session]'), 1);
    const [entry] = await record('action=session.ended');
    expect(entry).toMatchObject({ actor: { kind: 'person', name: 'Anna de Wit' } });
  });

  test('who signs in again over the page goes on where they were, with a recovery code that works once', async () => {
    await password(laptop);
    await button(laptop, 'Use a recovery code').click();
    await box(laptop, 'Recovery code').fill(codes[0]!);
    await dialog(laptop).getByRole('button', { name: 'Sign in' }).click();
    await dialog(laptop).waitFor({ state: 'hidden' });
    expect(new URL(laptop.page.url()).pathname).toBe('/alerts');
    await laptop.open('/profile');
    await reads(laptop.page.locator('#factors'), /Recovery codes9 left/);
    await button(laptop, /^Account: Anna/).click();
    await laptop.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await laptop.page.waitForURL('**/sign-in');
    await password(laptop);
    await button(laptop, 'Use a recovery code').click();
    await box(laptop, 'Recovery code').fill(codes[0]!);
    await submit(laptop);
    await laptop.sees('This code is not right, or has just changed.');
    await box(laptop, 'Recovery code').fill(codes[1]!);
    await submit(laptop);
    await inside(laptop);
  });

  test('a new password ends the other sessions', async () => {
    await desk.open('/profile');
    await box(desk, 'Current password').fill('not this one at all');
    await box(desk, 'New password').fill('zilver boomgaard piano mist');
    await button(desk, 'Change password').click();
    await desk.sees(/password is wrong|not your password|current password/i);
    await box(desk, 'Current password').fill(passwords.owner);
    await box(desk, 'New password').fill('annadewit2026');
    await button(desk, 'Change password').click();
    await desk.sees('Your name or address is in it');
    await box(desk, 'New password').fill('zilver boomgaard piano mist');
    await button(desk, 'Change password').click();
    await desk.sees('Password changed. Your other devices are signed out.');
    await dialog(laptop).getByText('Your session has ended').waitFor();
    expect(JSON.stringify(await record(''))).not.toContain('boomgaard');
  });
});

describe('a password that is lost', () => {
  test('is renewed by mail, with the same answer for an address that is not known', async () => {
    const guest = await room.stranger();
    await guest.open('/sign-in');
    await guest.page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await guest.page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await box(guest, 'E-mail address').fill('nobody@example.net');
    await button(guest, 'Send link').click();
    await guest.sees(/When nobody@example.net is known here/);
    await guest.open('/forgotten-password');
    await box(guest, 'E-mail address').fill(administrator.email);
    await button(guest, 'Send link').click();
    await guest.sees(/When anna@example.net is known here/);
    await guest.picture('forgotten');
    const link = await mailedLink(mailbox, administrator.email, 'reset-password');
    expect(mailbox.of('nobody@example.net')).toEqual([]);
    await guest.open(link.pathname + link.search);
    await box(guest, 'New password').fill('houten vlieger maandag soep');
    await button(guest, 'Save new password').click();
    await guest.sees('Your password is changed');
    // All sessions are over, that at the desk too.
    await dialog(desk).getByText('Your session has ended').waitFor();
    await guest.open(link.pathname + link.search);
    await box(guest, 'New password').fill('houten vlieger maandag soep twee');
    await button(guest, 'Save new password').click();
    await guest.sees('This link no longer works');
    await guest.leave();
  });
});

describe('guessing', () => {
  test('makes the guesser wait, calmly and with the time; a browser that is known goes on', async () => {
    const guesser = await room.stranger();
    await guesser.open('/sign-in');
    const answers: number[] = [];
    while (answers.at(-1) !== 429 && answers.length < 10) {
      const answer = guesser.page.waitForResponse('**/api/auth/sign-in/email');
      await password(guesser, `wrong guess ${answers.length}`);
      answers.push((await answer).status());
    }
    expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
    await reads(guesser.page.locator('.bw-wait'), /Please wait \d+ s.*Your account is not blocked/);
    await guesser.picture('sign-in-wait');
    expect(await guesser.page.locator('form button[type=submit]').isDisabled()).toBe(true);
    // It counts down and opens again by itself.
    await guesser.page.getByText('You can try again now').waitFor({ timeout: 40_000 });
    await guesser.leave();
    // Anna's own browser waits for nobody.
    const question = dialog(desk);
    await question.getByRole('textbox', { name: 'E-mail address' }).fill(administrator.email);
    await question.getByRole('textbox', { name: 'Password' }).fill('houten vlieger maandag soep');
    await question.locator('form button[type=submit]').click();
    await question.getByRole('textbox', { name: 'Code from your app' }).fill(await app.code());
    await dialog(desk).waitFor({ state: 'hidden' });
  });
});

describe('step-up', () => {
  test('a dangerous act asks once more who one is, then goes on by itself; leaving it does nothing', async () => {
    await desk.open('/people');
    await settled(desk.page);
    // As after five minutes: the session began before.
    await room.serving.must('POST', '/api/v1/invitations', {
      email: 'cor@example.net',
      role: 'auditor',
      language: 'nl',
    });
    await database.query(`update auth_session set "freshUntil" = now()`);
    await button(desk, 'Invite somebody').click();
    await box(desk, 'E-mail address').fill('dina@example.net');
    await button(desk, 'Send invitation').click();
    const question = desk.page.getByRole('dialog', { name: 'Is this you?' });
    await question.waitFor();
    await desk.picture('step-up');
    expect((await faint(desk.page)).below).toEqual([]);
    expect((await nameless(desk.page)).without).toEqual([]);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await desk.sees('Not done: this needs your second factor, and it was not given.');
    expect(mailbox.of('dina@example.net')).toEqual([]);
    await button(desk, 'Send invitation').click();
    await question.getByRole('textbox', { name: 'Code from your app' }).fill(await app.code());
    await desk.sees('Invitation sent to dina@example.net');
    await mailedLink(mailbox, 'dina@example.net');
    // Fresh now: the next one is not asked.
    await desk.page.locator('[data-invitation="cor@example.net"]').waitFor();
    await button(desk, 'Invite somebody').click();
    await box(desk, 'E-mail address').fill('els@example.net');
    await button(desk, 'Send invitation').click();
    await desk.sees('Invitation sent to els@example.net');
  });
});

describe('which customer', () => {
  test('cannot be overlooked: bar, tab and palette say it, and one click leaves it', async () => {
    await desk.open('/alerts');
    await settled(desk.page);
    expect(await desk.page.title()).toBe('Alerts · Belwacht');
    await desk.page.getByRole('combobox', { name: 'Choose customer' }).click();
    await desk.page.getByRole('option', { name: 'Bakker Jansen' }).click();
    const bar = desk.page.getByRole('region', { name: 'Chosen customer' });
    await reads(bar, /You are looking at one customer only: Bakker Jansen/);
    await until('the tab', 5, async () => (await desk.page.title()) === 'Bakker Jansen · Alerts · Belwacht');
    // On every page, and however far one scrolls.
    await desk.page.getByRole('link', { name: 'Blocks', exact: true }).click();
    await desk.page.getByRole('heading', { name: 'Blocks' }).waitFor();
    await desk.page.mouse.wheel(0, 2000);
    const place = await bar.boundingBox();
    expect(place).toMatchObject({ x: 0, y: 0 });
    expect(place!.width).toBeGreaterThan(1400);
    await desk.picture('customer-chosen');
    expect((await faint(desk.page)).below).toEqual([]);
    await desk.page.keyboard.press('Control+k');
    await desk.page.getByPlaceholder('In Bakker Jansen: go to, block, look up…').waitFor();
    await desk.picture('customer-palette');
    await desk.page.getByText('Leave Bakker Jansen, show all customers').click();
    await bar.waitFor({ state: 'detached' });
    expect(await desk.page.title()).toBe('Blocks · Belwacht');
    const phone = await room.stranger({ width: 360, height: 740, locale: 'nl-NL', touch: true, theme: 'dark' });
    await phone.context.addCookies(await desk.context.cookies());
    await phone.open('/alerts?tenant=bakker-jansen');
    await settled(phone.page);
    await phone.picture('customer-chosen-phone');
    expect(await sticksOut(phone.page)).toEqual([]);
    await phone.leave();
  });

  test('nothing went wrong on any screen', () => {
    expect(room.troubles).toEqual([]);
  });
});
