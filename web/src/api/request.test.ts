import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onceKey } from './once-key.ts';
import { RequestError } from './problem.ts';
import { onEnrolmentNeeded, onSessionEnded, onStepUp, patch, post, request, requestVersioned } from './request.ts';

type Sent = { method: string; path: string; headers: Record<string, string>; body: string | undefined };
let sent: Sent[];
let answers: (Response | Error)[];

beforeEach(() => {
  sent = [];
  answers = [];
  vi.stubGlobal('window', { location: { origin: 'http://belwacht.test' } });
  vi.stubGlobal('document', { documentElement: { lang: 'nl' } });
  vi.stubGlobal('fetch', async (url: URL, { method, headers, body }: RequestInit) => {
    sent.push({ method: method!, path: url.pathname, headers: headers as Sent['headers'], body: body as string });
    const answer = answers.shift();
    if (!answer) throw new Error('nobody expected this request');
    if (answer instanceof Error) throw answer;
    return answer;
  });
});
afterEach(() => vi.unstubAllGlobals());

const ok = (body: unknown, headers: Record<string, string> = {}) => Response.json(body, { headers });
const refusal = (status: number, kind = '', headers: Record<string, string> = {}) =>
  Response.json({ status, title: 'No', detail: 'No, because.', type: `/problems/${kind}` }, { status, headers });

test('a change carries the version that was seen and why, in letters of any language', async () => {
  answers = [ok({ id: 1 }, { etag: '"8"' })];
  await patch('/api/v1/people/p1', { role: 'owner' }, { version: '"7"', reason: ' Anna’s vervanging \ud800 ' });
  expect(sent[0]!.headers['if-match']).toBe('"7"');
  expect(decodeURIComponent(sent[0]!.headers['belwacht-reason']!)).toBe('Anna’s vervanging \ufffd');
  expect(sent[0]!.headers['idempotency-key']).toBeUndefined();
});

test('an answer comes with its version', async () => {
  answers = [ok({ id: 1 }, { etag: '"8"' }), new Response(null, { status: 204 })];
  expect(await requestVersioned('GET', '/api/v1/settings')).toEqual({ data: { id: 1 }, version: '"8"' });
  expect(await request('DELETE', '/api/v1/tokens/t1')).toBeUndefined();
});

test('an act without an answer is asked once more with the same key, and only once', async () => {
  answers = [new TypeError('no network'), ok({ id: 1 })];
  await post('/api/v1/decisions', { value: '192.0.2.1' });
  expect(sent).toHaveLength(2);
  expect(sent[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  expect(sent[1]!.headers['idempotency-key']).toBe(sent[0]!.headers['idempotency-key']);
  answers = [new TypeError('no network'), new TypeError('no network')];
  await expect(post('/api/v1/decisions', {})).rejects.toMatchObject({ status: 0 });
  expect(sent).toHaveLength(4);
  expect(new Set(Array.from({ length: 100 }, onceKey)).size).toBe(100);
});

test('signing in is not asked twice', async () => {
  answers = [new TypeError('no network')];
  await expect(post('/api/auth/sign-in/email', {})).rejects.toMatchObject({ status: 0 });
  expect(sent).toHaveLength(1);
});

test('an act that needs a fresh second factor is repeated, as a new request, after it was given', async () => {
  let asked = 0;
  const stop = onStepUp(async () => {
    asked++;
    return true;
  });
  answers = [refusal(403, 'step-up-required'), ok({ done: true })];
  expect(await post('/api/v1/exports', {}, { reason: 'audit' })).toEqual({ done: true });
  expect(asked).toBe(1);
  expect(sent[1]!.body).toBe(sent[0]!.body);
  expect(sent[1]!.headers['belwacht-reason']).toBe('audit');
  expect(sent[1]!.headers['idempotency-key']).not.toBe(sent[0]!.headers['idempotency-key']);
  stop();
  answers = [refusal(403, 'step-up-required')];
  await expect(post('/api/v1/exports')).rejects.toMatchObject({ kind: 'step-up-required' });
});

test('who leaves the question gets the refusal and nothing is repeated', async () => {
  const stop = onStepUp(async () => false);
  answers = [refusal(403, 'step-up-required')];
  await expect(post('/api/v1/exports')).rejects.toBeInstanceOf(RequestError);
  expect(sent).toHaveLength(1);
  stop();
});

test('the end of a session and the duty to enrol are told to who listens', async () => {
  const heard: string[] = [];
  const stops = [onSessionEnded(() => heard.push('ended')), onEnrolmentNeeded(() => heard.push('enrol'))];
  answers = [refusal(401), refusal(403, 'mfa-required'), refusal(401)];
  await expect(request('GET', '/api/v1/alerts')).rejects.toMatchObject({ status: 401, detail: 'No, because.' });
  await expect(request('GET', '/api/v1/alerts')).rejects.toMatchObject({ kind: 'mfa-required' });
  // A wrong password is no end of a session.
  await expect(post('/api/auth/sign-in/email')).rejects.toMatchObject({ status: 401 });
  expect(heard).toEqual(['ended', 'enrol']);
  for (const stop of stops) stop();
});

test('how long to wait comes along', async () => {
  answers = [refusal(429, 'too-many-attempts', { 'retry-after': '37' })];
  await expect(post('/api/auth/sign-in/email')).rejects.toMatchObject({ waitS: 37, kind: 'too-many-attempts' });
});
