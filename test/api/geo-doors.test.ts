import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PlaceVerdict } from '../../src/api/ports/geo-doors.ts';
import { type ApiLab, cookieOf, openApiLab, password } from './api-lab.ts';

let lab: ApiLab;
let owner: string;

beforeAll(async () => {
  lab = await openApiLab();
  owner = await lab.signIn();
});
afterAll(() => lab?.close());
beforeEach(() => say({ verdict: 'allow', limit: undefined }));

function say(verdict: PlaceVerdict): void {
  lab.places.door = () => verdict;
}

const limit = { per: 'registrations', count: 2, concurrent: 0, mfa: false } as const;
const signIn = (secret = password) =>
  lab.ask({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email: 'ann@example.net', password: secret } });

async function recorded(action: string): Promise<readonly Record<string, unknown>[]> {
  const { items } = (await lab.ask({ url: `/api/v1/audit?limit=50`, cookie: owner })).json();
  return items.filter((entry: { action: string }) => entry.action === action);
}

async function secretOf(kind: 'list' | 'bouncer'): Promise<string> {
  const answer = await lab.ask({
    method: 'POST',
    url: '/api/v1/tokens',
    cookie: owner,
    payload: { name: `geo ${kind} ${Math.random()}`, kind },
  });
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json().secret;
}

test('nobody signs in from a refused place, whatever they show; sessions go on', async () => {
  say({ verdict: 'refuse', limit: undefined });
  for (const secret of [password, 'wrong']) {
    const refused = await signIn(secret);
    expect([refused.statusCode, refused.json().type]).toEqual([403, '/problems/place-refused']);
    expect(refused.headers['set-cookie']).toBeUndefined();
  }
  const passkey = await lab.ask({
    method: 'POST',
    url: '/api/v1/session/passkey',
    payload: {
      response: {
        ...{ id: 'eA', rawId: 'eA', type: 'public-key', clientExtensionResults: {} },
        response: { clientDataJSON: 'eA', authenticatorData: 'eA', signature: 'eA' },
      },
    },
  });
  expect([passkey.statusCode, passkey.json().type]).toEqual([403, '/problems/place-refused']);
  const back = await lab.ask({ url: '/api/auth/callback/office?code=x&state=y' });
  expect([back.statusCode, back.headers.location]).toEqual([302, '/sign-in?error=place-refused']);
  expect((await lab.ask({ url: '/api/v1/overview', cookie: owner })).statusCode).toBe(200);
  const entries = await recorded('sign-in.failed');
  expect(entries.length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(entries[0])).toContain('place');
  say({ verdict: 'watch', limit: undefined });
  expect((await signIn()).statusCode).toBe(200);
});

test('a limited place may try so often a minute', async () => {
  lab.base.clock.now += 120_000;
  say({ verdict: 'limit', limit });
  expect([(await signIn()).statusCode, (await signIn()).statusCode]).toEqual([200, 200]);
  const third = await signIn();
  expect(third.statusCode).toBe(429);
  expect(Number(third.headers['retry-after'])).toBe(30);
  lab.base.clock.now += 30_000;
  expect((await signIn()).statusCode).toBe(200);
});

test('where a second factor is wanted a password alone leaves no session', async () => {
  lab.base.clock.now += 120_000;
  say({ verdict: 'limit', limit: { ...limit, count: 100, mfa: true } });
  const refused = await signIn();
  expect([refused.statusCode, refused.json().type]).toEqual([403, '/problems/place-needs-factor']);
  const cookie = (() => {
    try {
      return cookieOf(refused);
    } catch {
      return '';
    }
  })();
  if (cookie !== '') expect((await lab.ask({ url: '/api/v1/overview', cookie })).statusCode).toBe(401);
});

test('files from policy are fetched whole, with an ETag, and never empty for want of a policy', async () => {
  const secret = await secretOf('list');
  const url = `/lists/${secret}/geo/nginx.conf`;
  expect((await lab.ask({ url })).statusCode).toBe(503);
  const wishes: unknown[] = [];
  lab.places.file = async (wish) => {
    wishes.push(wish);
    const chunks = [Buffer.from('geo $x {\n'), Buffer.from('}\n')];
    return { contentType: 'text/plain; charset=utf-8', etag: '"one"', size: 11, chunks };
  };
  const whole = await lab.ask({ url: `${url}?service=web` });
  expect([whole.statusCode, whole.body, whole.headers.etag, whole.headers['content-length']]).toEqual([
    ...[200, 'geo $x {\n}\n', '"one"', '11'],
  ]);
  const same = await lab.ask({ url, headers: { 'if-none-match': 'W/"one"' } });
  expect([same.statusCode, same.body]).toEqual([304, '']);
  expect(wishes).toEqual([
    { name: 'nginx.conf', service: 'web', tenant: '' },
    { name: 'nginx.conf', service: 'registration', tenant: '' },
  ]);
  expect((await lab.ask({ url: `/lists/${secret}/geo/passwd` })).statusCode).toBe(400);
  expect((await lab.ask({ url: `${url}?service=calls-out` })).statusCode).toBe(400);
  expect((await lab.ask({ url: `${url}?customer=nobody` })).statusCode).toBe(404);
  expect((await lab.ask({ url: '/lists/wrong/geo/nginx.conf' })).statusCode).toBe(404);
});

test('a bouncer that asks gets policies beside its blocks', async () => {
  const secret = await secretOf('bouncer');
  let sent = 0;
  lab.places.pull = async ({ query }) =>
    query.scopes === 'country'
      ? { new: [{ scope: 'Country', value: 'RU' }], deleted: [], sent: () => sent++ }
      : undefined;
  const ask = (query: string) =>
    lab.ask({ url: `/v1/decisions/stream?startup=true${query}`, headers: { 'x-api-key': secret } });
  expect((await ask('')).json()).toEqual({ new: null, deleted: null });
  expect((await ask('&scopes=country')).json()).toEqual({ new: [{ scope: 'Country', value: 'RU' }], deleted: [] });
  expect(sent).toBe(1);
});
