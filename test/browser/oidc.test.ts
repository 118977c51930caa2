import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/api/schema/audit.ts';
import { LabBrowser, reads, type Visitor } from '../lab/browser.ts';
import { freePort } from '../lab/free-port.ts';
import { OidcLab, oidcClient } from '../lab/oidc.ts';
import { Serving } from '../lab/serving.ts';
import { settled } from './every-page.ts';

/** Single sign-on as a person meets it: buttons, the way there and back over another site, and what is said when it fails. */
const oidc = new OidcLab();
let serving: Serving;
let browser: LabBrowser;
let origin: string;
let visitor: Visitor;

beforeAll(async () => {
  const port = await freePort();
  // The provider goes by its address: to the browser another site, as in real life.
  origin = `http://localhost:${port}`;
  await oidc.open([`${origin}/api/auth/callback/work`]);
  serving = new Serving('browser-oidc', {
    http: { port, web_dir: '', public_url: origin },
    security: { mfa_roles: ['engineer'] },
    sign_in: {
      oidc: [
        {
          ...{ id: 'work', name: 'Work account', issuer: oidc.issuer, client_id: oidcClient.id },
          ...{ client_secret_file: 'oidc.secret', role_claim: 'groups' },
          roles: { noc: 'engineer', audit: 'auditor' },
        },
        // Nobody listens there.
        { id: 'old', name: 'Old account', issuer: `http://127.0.0.1:${await freePort()}`, client_id: oidcClient.id },
      ],
    },
  });
  writeFileSync(join(serving.dir, 'oidc.secret'), `${oidcClient.secret}\n`, { mode: 0o600 });
  [browser] = await Promise.all([LabBrowser.launch(), serving.start()]);
  const token = new URL(serving.server.setupLink).searchParams.get('token');
  const owner = { name: 'Olga', email: 'olga@example.net', password: 'lantaarn koffie duif rivier' };
  const made = await serving.ask('POST', '/api/v1/setup', { token: '', body: { ...owner, token } });
  expect(made.status, made.text).toBe(200);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await visitor?.picture(`failed-oidc-${task.name.slice(0, 40).replace(/\W+/g, '-')}`);
  await visitor?.leave();
});
afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await oidc.close();
});

const button = (name: string | RegExp) => visitor.page.getByRole('button', { name });
/** Going to the provider is asked for; anything else that goes elsewhere is not. */
const troubles = () => visitor.troubles.filter((text) => !text.startsWith(`request to ${oidc.issuer}/`));
const record = async (): Promise<AuditEntry[]> =>
  (await serving.get<{ items: AuditEntry[] }>('/api/v1/audit?limit=50&action=sign-in.')).items;

describe('single sign-on', () => {
  test('its button leads there and back to where one wanted to be, with the role of the group', async () => {
    oidc.account = {
      ...{ sub: 'd1', email: 'dora@example.net', email_verified: true, name: 'Dora Audit', groups: ['audit'] },
      amr: ['pwd'],
    };
    visitor = await browser.visitor(origin);
    await visitor.open('/blocks?state=all');
    await visitor.picture('sign-in-oidc');
    await button('Sign in with Work account').click();
    await visitor.page.getByRole('heading', { name: 'Blocks' }).waitFor();
    expect(visitor.page.url()).toBe(`${origin}/blocks?state=all`);
    await button('Account: Dora Audit').waitFor();
    await visitor.open('/profile');
    await settled(visitor.page);
    await reads(visitor.page.locator('#self'), /Auditor/);
    await reads(visitor.page.locator('#providers'), /Work account.*Linked/);
    await visitor.sees('You have no password: you sign in another way.');
    await visitor.picture('profile-oidc', true);
    expect(troubles()).toEqual([]);
    const [entry] = await record();
    expect(entry).toMatchObject({
      action: 'sign-in.succeeded',
      actor: { name: 'Dora Audit' },
      detail: { way: 'work' },
    });
  });

  test('a role that needs a second factor sets one up here when the provider asked none', async () => {
    oidc.account = {
      ...{ sub: 'e1', email: 'eva@example.net', email_verified: true, name: 'Eva Engels', groups: ['noc'] },
      amr: ['pwd'],
    };
    visitor = await browser.visitor(origin);
    await visitor.open('/sign-in');
    await button('Sign in with Work account').click();
    await visitor.page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    await visitor.sees('As an engineer you can block phones of every customer');
    expect(troubles()).toEqual([]);
  });

  test('who has no role there is told so, calmly, and stays out', async () => {
    oidc.account = {
      sub: 'x1',
      email: 'xander@example.net',
      email_verified: true,
      name: 'Xander',
      groups: ['canteen'],
    };
    visitor = await browser.visitor(origin, { locale: 'nl-NL' });
    await visitor.open('/sign-in');
    await button('Meld aan met Work account').click();
    await visitor.page
      .getByRole('alert')
      .filter({ hasText: 'Je organisatie geeft dit account hier geen rol. Vraag het wie het beheert.' })
      .waitFor();
    await visitor.picture('sign-in-oidc-refused');
    expect((await visitor.page.request.get('/api/v1/alerts')).status()).toBe(401);
    expect(await serving.get<{ email: string }[]>('/api/v1/people')).not.toContainEqual(
      expect.objectContaining({ email: 'xander@example.net' }),
    );
    const [entry] = await record();
    expect(entry).toMatchObject({ action: 'sign-in.failed' });
    expect(troubles()).toEqual([]);
  });

  test('a provider that is away is said to be, and the other ways stay', async () => {
    visitor = await browser.visitor(origin);
    await visitor.open('/sign-in');
    await button('Sign in with Old account').click();
    await visitor.sees('Signing in there does not work now: it does not answer. Use another way, or try later.');
    expect(await visitor.page.getByRole('textbox', { name: 'Password' }).isEnabled()).toBe(true);
  });
});
