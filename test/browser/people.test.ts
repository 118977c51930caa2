import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/api/schema/audit.ts';
import type { Role } from '../../src/api/schema/people.ts';
import { counted, reads, type Visitor } from '../lab/browser.ts';
import { Mailbox } from '../lab/mailbox.ts';
import { until } from '../lab/until.ts';
import { keepCodes, mailedLink, passwords, setUpApp } from './arriving.ts';
import { faint, nameless, ownTexts, runningText, sticksOut } from './audit.ts';
import type { Authenticator } from './authenticator.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';
import { languageOf, onlyEnglish } from './wording.ts';

/** From the first owner to everybody else: invited by mail, in with a second factor, each sees what the role may. */
let room: WatchRoom;
let mailbox: Mailbox;
let owner: Visitor;
let ownersApp: Authenticator;

beforeAll(async () => {
  mailbox = new Mailbox();
  await mailbox.open();
  room = await WatchRoom.open('people', {
    enforcers: [{ id: 'firewall', kind: 'dry' }],
    smtp: { host: '127.0.0.1', port: mailbox.port },
    security: { mfa_roles: ['owner', 'engineer', 'coordinator', 'auditor', 'customer-manager'] },
  });
  await room.customer({ id: 'veldkamp', name: 'Veldkamp Logistiek', timeZone: 'Europe/Amsterdam' });
  await room.customer({ id: 'bakker-jansen', name: 'Bakker Jansen', timeZone: 'Europe/Amsterdam' });
  owner = await room.stranger();
});
afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await mailbox?.close();
});

const dialog = (visitor: Visitor) => visitor.page.getByRole('dialog');
const button = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('button', { name });
const box = (visitor: Visitor, name: string | RegExp) => visitor.page.getByRole('textbox', { name });
const menu = (visitor: Visitor) => visitor.page.locator('.bw-sidebar nav a').allTextContents();
const record = async (query: string): Promise<AuditEntry[]> =>
  (await room.serving.get<{ items: AuditEntry[] }>(`/api/v1/audit?limit=200&${query}`)).items;

describe('the first owner', () => {
  test('sets up a second factor before anything else opens, and keeps the recovery codes', async () => {
    await owner.open(room.serving.server.setupLink);
    await box(owner, 'Your name').fill(administrator.name);
    await box(owner, 'E-mail address').fill(administrator.email);
    await box(owner, 'Password').fill(passwords.owner);
    await button(owner, 'Create administrator').click();
    await owner.sees('As an owner you can change everything for every customer, so a password alone is not enough.');
    await owner.picture('enrol-choose');
    // Nothing opens before.
    const refused = await owner.page.request.get('/api/v1/alerts');
    expect(refused.status()).toBe(403);
    expect(((await refused.json()) as { type: string }).type).toBe('/problems/mfa-required');
    await owner.open('/alerts');
    expect(new URL(owner.page.url()).pathname).toBe('/enrol');

    const { app, codes } = await setUpApp(owner);
    ownersApp = app;
    expect(new Set(codes).size).toBe(10);
    await owner.picture('recovery-codes');
    expect(await button(owner, 'Done').isDisabled()).toBe(true);
    const saved = owner.page.waitForEvent('download');
    await button(owner, 'Download').click();
    const file = await (await saved).createReadStream();
    let text = '';
    for await (const chunk of file) text += chunk;
    for (const code of codes) expect(text).toContain(code);
    await keepCodes(owner);
    await owner.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
    expect(new URL(owner.page.url()).pathname).toBe('/alerts');
    expect(await menu(owner)).toEqual([
      ...[
        'Overview',
        'Alerts',
        'Incidents',
        'Blocks',
        'Calls',
        'Geo-blocking',
        'Plan',
        'Playbooks',
        'On call',
        'Sources',
        'Rules',
        'Customers',
        'Audit log',
        'People',
        'Settings',
      ],
    ]);
  });
});

const guests: readonly { role: Role; name: string; email: string; words: string; customer?: string }[] = [
  { role: 'engineer', name: 'Bas Engels', email: 'bas@example.net', words: 'Engineer' },
  { role: 'coordinator', name: 'Cor Dinant', email: 'cor@example.net', words: 'Coordinator' },
  { role: 'auditor', name: 'Dina Toren', email: 'dina@example.net', words: 'Auditor' },
  {
    ...{ role: 'customer-manager', name: 'Els Veldkamp', email: 'els@veldkamp.example', words: 'Customer manager' },
    customer: 'Veldkamp Logistiek',
  },
  {
    ...{ role: 'customer-viewer', name: 'Frits Veldkamp', email: 'frits@veldkamp.example', words: 'Customer viewer' },
    customer: 'Veldkamp Logistiek',
  },
];
const inside: Partial<Record<Role, Visitor>> = {};

describe('an invitation', () => {
  test('is mailed, waits in the list, and can be withdrawn', async () => {
    await owner.open('/people');
    await settled(owner.page);
    await owner.sees('No open invitations.');
    await button(owner, 'Invite somebody').click();
    await box(owner, 'E-mail address').fill('wrong@example.net');
    await dialog(owner).getByRole('radio', { name: 'Auditor' }).check();
    await owner.picture('people-invite');
    await button(owner, 'Send invitation').click();
    await owner.sees('Invitation sent to wrong@example.net');
    const line = owner.page.locator('[data-invitation="wrong@example.net"]');
    await reads(line, /Auditor.*mail delivered.*by Anna de Wit, runs out/);
    const link = await mailedLink(mailbox, 'wrong@example.net');
    await line.getByRole('button', { name: 'Withdraw the invitation to wrong@example.net' }).click();
    await line.waitFor({ state: 'detached' });
    const guest = await room.stranger();
    await guest.open(link.pathname + link.search);
    await guest.sees('This invitation no longer works');
    await guest.leave();
  });

  test.each(guests)('$role: from the mail to the second factor to a menu of what the role may', async (person) => {
    await owner.open('/people');
    await button(owner, 'Invite somebody').click();
    await box(owner, 'E-mail address').fill(person.email);
    await dialog(owner).getByRole('radio', { name: person.words }).check();
    if (person.customer) {
      expect(await button(owner, 'Send invitation').isDisabled()).toBe(true);
      await dialog(owner).getByRole('combobox', { name: 'Customer' }).click();
      await owner.page.getByRole('option', { name: person.customer }).click();
    }
    await button(owner, 'Send invitation').click();
    await owner.sees(`Invitation sent to ${person.email}`);

    const link = await mailedLink(mailbox, person.email);
    const guest = await room.stranger();
    inside[person.role] = guest;
    await guest.open(link.pathname + link.search);
    await guest.sees(`Join ${person.customer ?? 'Belwacht'}`);
    await guest.sees(`Anna de Wit invites you as ${person.words.toLowerCase()}.`);
    if (person.role === 'engineer') await guest.picture('invitation');
    await box(guest, 'Your name').fill(person.name);
    if (person.role === 'engineer') {
      // On lists of leaked passwords, and long enough.
      await box(guest, 'Password').fill('qwertyuiop123');
      await button(guest, 'Create account').click();
      await guest.sees(/on lists that attackers try first|easy to guess/);
    }
    await box(guest, 'Password').fill(passwords.others);
    await button(guest, 'Create account').click();
    if (person.role !== 'customer-viewer') {
      await guest.page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
      await setUpApp(guest);
      await keepCodes(guest);
    }
    await guest.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
    await button(guest, `Account: ${person.name}`).waitFor();

    if (person.role !== 'engineer') return;
    // The link works once.
    const again = await guest.page.request.post('/api/v1/invitations/look', {
      data: { token: link.searchParams.get('token') },
    });
    expect(again.status()).toBe(404);
  });
});

describe('each role sees exactly its own', () => {
  const watch = ['Overview', 'Alerts', 'Incidents', 'Blocks', 'Calls'];
  const guard = [...watch, 'Geo-blocking', 'Plan', 'Playbooks', 'On call', 'Sources'];
  test.each([
    ['engineer', [...guard, 'Rules', 'Customers', 'Audit log', 'People', 'Settings'], '/search', undefined],
    ['coordinator', [...guard, 'Rules', 'Customers', 'Audit log', 'People', 'Settings'], '/search', '/sources/connect'],
    ['auditor', [...guard, 'Rules', 'Customers', 'Audit log', 'People', 'Settings'], '/search', '/sources/connect'],
    ['customer-manager', [...watch, 'Sources', 'Your company', 'Audit log', 'People'], '/people', '/settings'],
    ['customer-viewer', [...watch, 'Sources', 'Your company'], '/alerts', '/people'],
  ] as const)('%s: menu, pages and acts', async (role, names, open, closed) => {
    const visitor = inside[role]!;
    await visitor.open('/');
    await settled(visitor.page);
    expect(await menu(visitor)).toEqual(names);
    await visitor.open(open);
    expect(await visitor.page.getByRole('heading', { name: 'This page is not for your role' }).count()).toBe(0);
    if (closed) {
      await visitor.open(closed);
      await visitor.page.getByRole('heading', { name: 'This page is not for your role' }).waitFor();
    }
    // What may not be done is not offered, and refused when asked for all the same.
    const mayBlock = role === 'engineer' || role === 'coordinator';
    await visitor.open('/blocks');
    await settled(visitor.page);
    expect(await button(visitor, 'Block an address').count()).toBe(mayBlock ? 1 : 0);
    await visitor.page.keyboard.press('b');
    expect(await dialog(visitor).count()).toBe(mayBlock ? 1 : 0);
    const answer = await visitor.page.request.post('/api/v1/decisions', {
      data: { value: '198.51.100.7', durationS: 600, reason: 'may I?' },
      headers: { origin: room.url },
    });
    expect(answer.status()).toBe(mayBlock ? 200 : 403);
    if (mayBlock) return;
    expect(((await answer.json()) as { type: string }).type).toBe('/problems/not-permitted');
  });

  test('a portal is one customer: no switcher, no other customer anywhere', async () => {
    const visitor = inside['customer-manager']!;
    for (const path of ['/', '/alerts', '/sources', '/people', '/people?tenant=bakker-jansen']) {
      await visitor.open(path);
      await settled(visitor.page);
      const text = await visitor.page.locator('body').innerText();
      expect(text, path).toContain('Veldkamp Logistiek');
      expect(text, path).not.toContain('Bakker Jansen');
      expect(await visitor.page.getByRole('combobox', { name: 'Choose customer' }).count()).toBe(0);
    }
    // What a rule is called is for everybody who reads alerts; the rule itself is not.
    const ask = (path: string) => visitor.page.request.get(path);
    const titles = (await (await ask('/api/v1/rule-titles')).json()) as object[];
    expect(titles.length).toBeGreaterThan(10);
    expect(titles.every((one) => Object.keys(one).sort().join() === 'id,title')).toBe(true);
    expect((await ask('/api/v1/rules')).status()).toBe(403);
    await visitor.open('/people');
    await settled(visitor.page);
    await visitor.picture('people-portal');
    expect(await visitor.page.locator('tr[data-row]').count()).toBe(2);
    await button(visitor, 'Invite somebody').click();
    expect(await dialog(visitor).getByRole('radio').count()).toBe(2);
    await visitor.page.keyboard.press('Escape');
  });
});

describe('people', () => {
  test('the list tells role, second factor and last use, and filters', async () => {
    await owner.open('/people');
    await settled(owner.page);
    await counted(owner.page.locator('tr[data-row]'), 6);
    await owner.picture('people', true);
    await reads(owner.page.locator('tr', { hasText: 'Els Veldkamp' }), /Customer manager.*Veldkamp Logistiek.*app/);
    await reads(owner.page.locator('tr', { hasText: 'Frits Veldkamp' }), /Customer viewer.*None/);
    await owner.page.getByRole('combobox', { name: 'Role' }).selectOption('engineer');
    await counted(owner.page.locator('tr[data-row]'), 1);
    expect(owner.page.url()).toContain('role=engineer');
    await owner.page.getByRole('combobox', { name: 'Role' }).selectOption('');
    await owner.page.getByRole('searchbox', { name: 'Name or e-mail address' }).fill('veldkamp');
    await counted(owner.page.locator('tr[data-row]'), 2);
  });

  test('another role takes effect at once on the open screen of that person, and stands in the record with its reason', async () => {
    const dina = inside.auditor!;
    await dina.open('/');
    await owner.open('/people');
    await owner.page.getByRole('link', { name: 'Dina Toren' }).click();
    await owner.page.getByRole('heading', { name: 'Dina Toren', exact: true }).waitFor();
    await owner.picture('person');
    await button(owner, 'Change role').click();
    await dialog(owner).getByRole('radio', { name: 'Coordinator' }).check();
    await box(owner, 'Why').fill('vervangt Cor in januari');
    await dialog(owner).getByRole('button', { name: 'Make Dina Toren coordinator' }).click();
    await owner.sees('Dina Toren is coordinator now.');
    await until('the new role', 10, async () => {
      const session = (await (await dina.page.request.get('/api/v1/session')).json()) as { user: { role: string } };
      return session.user.role === 'coordinator';
    });
    const [entry] = await record('q=vervangt');
    expect(entry).toMatchObject({
      reason: 'vervangt Cor in januari',
      actor: { kind: 'person', name: 'Anna de Wit' },
      before: { role: 'auditor' },
      after: { role: 'coordinator' },
    });
  });

  test('two owners do not overwrite each other: the second is told who was faster', async () => {
    const other = await room.stranger();
    await other.context.addCookies(await owner.context.cookies());
    const path = new URL(owner.page.url()).pathname;
    await other.open(path);
    await button(other, 'Change role').click();
    await dialog(other).getByRole('radio', { name: 'Engineer' }).check();
    await owner.open(path);
    await button(owner, 'Change role').click();
    await dialog(owner).getByRole('radio', { name: 'Auditor' }).check();
    await dialog(owner).getByRole('button', { name: 'Make Dina Toren auditor' }).click();
    await owner.sees('Dina Toren is auditor now.');
    await dialog(other).getByRole('button', { name: 'Make Dina Toren engineer' }).click();
    await other.sees(/Anna de Wit changed this at .*your change was not saved/);
    const seen = (await (await other.page.request.get(`/api/v1${path}`)).json()) as { role: string };
    expect(seen.role).toBe('auditor');
    await other.leave();
  });

  test('the last owner stays', async () => {
    const me = (await (await owner.page.request.get('/api/v1/session')).json()) as { user: { id: string } };
    await owner.open(`/people/${me.user.id}`);
    await owner.sees('This is you. Your own access is in your profile.');
    expect(await button(owner, 'Remove').count()).toBe(0);
    const { headers } = await room.serving.ask('GET', `/api/v1/people/${me.user.id}`);
    const answer = await room.serving.ask('PATCH', `/api/v1/people/${me.user.id}`, {
      body: { role: 'auditor' },
      headers: { 'if-match': headers.get('etag')! },
    });
    expect(answer.status, answer.text).toBe(409);
    expect(answer.json()).toMatchObject({ type: '/problems/last-owner' });
  });

  test('who is suspended is out at once and told why at the door', async () => {
    const bas = inside.engineer!;
    await bas.open('/');
    await settled(bas.page);
    await owner.open('/people');
    await owner.page.getByRole('link', { name: 'Bas Engels' }).click();
    await button(owner, 'Suspend').click();
    await owner.picture('person-suspend');
    await dialog(owner).getByRole('button', { name: 'Suspend Bas Engels' }).click();
    await owner.sees('Bas Engels is suspended.');
    await dialog(bas).getByText('Your session has ended').waitFor();
    await box(bas, 'E-mail address').fill('bas@example.net');
    await box(bas, 'Password').fill(passwords.others);
    await dialog(bas).getByRole('button', { name: 'Sign in', exact: true }).click();
    await bas.sees('This account is suspended. Ask an owner.');
    await button(owner, 'Let in again').click();
    await dialog(owner).getByRole('button', { name: 'Let in again' }).click();
    await owner.sees('Bas Engels may sign in again.');
  });

  test('a second factor for one more role is chosen by role', async () => {
    await owner.open('/people');
    await settled(owner.page);
    const viewers = owner.page.getByRole('checkbox', { name: 'Customer viewer' });
    await reads(owner.page.locator('.bw-mfa-roles li').last(), /1 person without/);
    await viewers.check();
    await owner.page.locator('#security').getByRole('button', { name: 'Save' }).click();
    await owner.sees('Saved. Who has no second factor yet is asked for one from now on.');
    const frits = inside['customer-viewer']!;
    await frits.page
      .getByRole('heading', { name: 'Set up a second factor' })
      .or(frits.page.locator('h1'))
      .first()
      .waitFor();
    await frits.open('/alerts');
    await frits.page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
  });

  test('all of it stands in the record', async () => {
    const entries = await record('');
    const acts = entries.map(({ action, actor }) => `${actor.name} ${action}`);
    for (const act of [
      ...['Anna de Wit invitation.created', 'Anna de Wit invitation.deleted', 'Anna de Wit person.role-changed'],
      ...['Anna de Wit person.suspended', 'Anna de Wit person.activated', 'Anna de Wit setting.updated'],
      ...['Els Veldkamp factor.added', 'Els Veldkamp sign-in.succeeded', 'Bas Engels sign-in.failed'],
    ]) {
      expect(acts).toContain(act);
    }
    // Read on the screen, and nothing secret in it.
    await owner.open('/audit');
    await settled(owner.page);
    await owner.sees('vervangt Cor in januari');
    expect(JSON.stringify(entries)).not.toContain(passwords.others);
  });
});

describe('every screen of it', () => {
  test('has names and contrast in both themes, and fits a phone', async () => {
    const cookies = await owner.context.cookies();
    const paths = ['/people', new URL(owner.page.url()).pathname, '/profile', '/people?tenant=veldkamp'];
    for (const theme of ['light', 'dark'] as const) {
      const look = await room.stranger({ theme });
      await look.context.addCookies(cookies);
      for (const path of paths) {
        await look.go(path);
        await settled(look.page);
        expect((await faint(look.page)).below, `${theme} ${path}`).toEqual([]);
        expect((await nameless(look.page)).without, path).toEqual([]);
        await look.picture(`look-${path.replace(/\W+/g, '-')}-${theme}`, true);
      }
      await look.leave();
    }
    const phone = await room.stranger({ width: 360, height: 740, locale: 'nl-NL', touch: true });
    await phone.context.addCookies(cookies);
    for (const path of paths) {
      await phone.go(path);
      await settled(phone.page);
      expect(await sticksOut(phone.page), path).toEqual([]);
      // Nobody chose a language: that of the browser holds.
      const { dutch, english } = languageOf(await ownTexts(phone.page));
      expect(english, path).toEqual([]);
      expect(dutch, path).toBeGreaterThan(8);
      expect(
        (await runningText(phone.page)).filter((text) => onlyEnglish.test(text)),
        path,
      ).toEqual([]);
      await phone.picture(`look-${path.replace(/\W+/g, '-')}-phone`, true);
    }
    await phone.leave();
  });

  test('nothing went wrong on any screen', () => {
    expect(ownersApp).toBeDefined();
    expect(room.troubles).toEqual([]);
  });
});
