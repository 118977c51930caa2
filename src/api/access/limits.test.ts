import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { Problem } from '../problem.ts';
import { problems } from '../problems.ts';
import { limits } from './limits.ts';

let app: FastifyInstance;
afterEach(() => app.close());

/** A server with a few routes; `x-who` says who calls. */
async function server(given: Parameters<typeof limits>[1]): Promise<void> {
  app = Fastify({ trustProxy: true });
  problems(app, () => {});
  const limit = await limits(app, given);
  app.addHook('onRequest', limit.address);
  app.addHook('onRequest', async (request) => {
    const who = request.headers['x-who'] as string | undefined;
    if (who === 'refused') throw new Problem(401, 'This token does not count.');
    if (who) request.actor = { kind: 'token', id: who } as never;
  });
  app.addHook('onRequest', limit.caller);
  app.get('/read', { config: { needs: 'alerts:read' } }, async () => 'ok');
  app.get('/export', { config: { needs: 'audit:export' } }, async () => 'ok');
  app.post('/act', { config: { needs: 'alerts:act' } }, async () => 'ok');
  app.post('/sign-in', { config: { access: 'open' } }, async () => 'ok');
  app.post('/ask', { config: { needs: 'calls:authorise', limit: 'verdicts' } }, async () => 'ok');
  app.get('/file', { config: { access: 'open', limit: 'files' } }, async () => 'ok');
  app.post('/own', { config: { access: 'open', rateLimit: { max: 2, timeWindow: 30_000 } } }, async () => 'ok');
  await app.ready();
}

const ask = (method: 'GET' | 'POST', url: string, who = '', from = '192.0.2.1') =>
  app.inject({ method, url, headers: { ...(who && { 'x-who': who }), 'x-forwarded-for': from } });
const times = async (n: number, one: () => ReturnType<typeof ask>) => {
  const answers = [];
  for (let i = 0; i < n; i++) answers.push(await one());
  return answers;
};

test('answers say what is left, and a refusal how long to wait', async () => {
  await server({ reads: 3 });
  const answers = await times(4, () => ask('GET', '/read', 'a'));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429]);
  expect(answers[0].headers).toMatchObject({ 'ratelimit-policy': '"reads";q=3;w=60', ratelimit: '"reads";r=2;t=60' });
  expect(answers[0].headers['retry-after']).toBeUndefined();
  expect(Number(answers[3].headers['retry-after'])).toBeGreaterThan(50);
  expect(answers[3].headers['content-type']).toContain('application/problem+json');
  expect(answers[3].json()).toMatchObject({ status: 429, type: '/problems/too-many-requests' });
});

test('callers and classes are counted apart', async () => {
  await server({ reads: 2, acts: 1, exports: 1, 'sign-in': 1 });
  await times(2, () => ask('GET', '/read', 'a'));
  expect((await ask('GET', '/read', 'a')).statusCode).toBe(429);
  expect((await ask('GET', '/read', 'b')).statusCode).toBe(200);
  expect((await ask('POST', '/act', 'a')).statusCode).toBe(200);
  expect((await ask('POST', '/act', 'a')).statusCode).toBe(429);
  expect((await ask('GET', '/export', 'a')).statusCode).toBe(200);
  expect((await ask('GET', '/export', 'a')).statusCode).toBe(429);
  // Who is not known is counted by address; of IPv6 a whole /64 counts as one.
  expect((await ask('POST', '/sign-in', '', '2001:db8::1')).statusCode).toBe(200);
  expect((await ask('POST', '/sign-in', '', '2001:db8::2')).statusCode).toBe(429);
  expect((await ask('POST', '/sign-in', '', '2001:db8:0:1::2')).statusCode).toBe(200);
});

test('a limit of a route itself is told in the same way', async () => {
  await server({});
  const answers = await times(3, () => ask('POST', '/own'));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429]);
  expect(answers[2].headers['ratelimit-policy']).toBe('"route";q=2;w=30');
});

test('an address that floods is refused before anybody is looked up, this machine is not counted', async () => {
  await server({ address: 5 });
  const answers = await times(6, () => ask('GET', '/read', 'a'));
  expect(answers.at(-1)?.statusCode).toBe(429);
  expect(answers.at(-1)?.headers['ratelimit-policy']).toContain('"address"');
  // Another token from there does not help; another address does.
  expect((await ask('GET', '/read', 'b')).statusCode).toBe(429);
  expect((await ask('GET', '/read', 'b', '192.0.2.2')).statusCode).toBe(200);
  for (const answer of await times(10, () => ask('GET', '/read', 'c', '127.0.0.1')))
    expect(answer.statusCode).toBe(200);
});

test('questions about calls have a limit of their own, which whoever has no token does not get', async () => {
  await server({ address: 5, acts: 1, verdicts: 20 });
  const strangers = await times(6, () => ask('POST', '/ask', 'refused', '192.0.2.9'));
  expect(strangers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401, 401, 429]);
  const answers = await times(21, () => ask('POST', '/ask', 'sbc'));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([...Array(20).fill(200), 429]);
  expect(answers[0].headers['ratelimit-policy']).toBe('"verdicts";q=20;w=60');
  // What else comes from that address is counted as ever: the first question was one of it.
  const reads = await times(5, () => ask('GET', '/read', 'a'));
  expect(reads.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 429]);
});

test('the files of a screen count towards their address alone', async () => {
  await server({ address: 5, reads: 1 });
  expect((await ask('GET', '/read')).statusCode).toBe(200);
  const answers = await times(5, () => ask('GET', '/file'));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 429]);
  expect((await ask('GET', '/file', '', '192.0.2.2')).headers['ratelimit-policy']).toBeUndefined();
});

test('who was heard longest ago is forgotten first, so that memory stays bounded', async () => {
  await server({ reads: 1, address: 100_000 });
  for (let i = 0; i < 10_050; i++) await ask('GET', '/read', `caller-${i}`);
  expect((await ask('GET', '/read', 'caller-10049')).statusCode).toBe(429);
  expect((await ask('GET', '/read', 'caller-0')).statusCode).toBe(200);
});
