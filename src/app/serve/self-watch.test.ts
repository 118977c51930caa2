import { describe, expect, it } from 'vitest';
import type { SignInFact } from '../../api/ports/self-watch.ts';
import type { Event } from '../../core/event.ts';
import { emptyTally } from '../../core/tally.ts';
import { readNdjson } from '../../ingest/sources/http/http.ts';
import { SelfWatch, selfSource } from './self-watch.ts';

const source = selfSource('Europe/Amsterdam');
const fact: SignInFact = {
  at: Date.UTC(2026, 4, 20, 12),
  outcome: 'failure',
  reason: 'second-factor',
  userName: 'jan@example.net\n{"event.action":"other"}',
  address: '::ffff:198.51.100.7',
  userAgent: 'Firefox',
};

/** A hot path that reads what it is handed as the real one does. */
function hotPath(failures = 0) {
  const events: Event[] = [];
  let left = failures;
  const ingest = async (body: Uint8Array) => {
    if (left-- > 0) throw new Error('not now');
    return readNdjson(Buffer.from(body), source, {
      sink: { event: (event) => void events.push(event) },
      tally: emptyTally(),
      now: Date.now,
    });
  };
  return { events, thread: { ingest } };
}

describe('watching ourselves', () => {
  it('makes an event of a sign-in, whatever the user typed', async () => {
    const { events, thread } = hotPath();
    const watch = new SelfWatch(
      source,
      () => thread,
      () => {},
    );
    watch.signIn(fact);
    watch.signIn({ ...fact, outcome: 'success', reason: 'accepted', address: 'unknown' });
    await watch.stop();
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      time: fact.at,
      action: 'admin-login',
      outcome: 'failure',
      reason: 'challenge-failed',
      sourceIp: '198.51.100.7',
      userName: fact.userName,
      source: 'belwacht',
      tenant: 'provider',
      asset: 'belwacht',
      service: 'belwacht',
    });
    expect(events[1]).toMatchObject({ outcome: 'success', sourceIp: '' });
  });

  it('hands over again what the hot path could not take', async () => {
    const { events, thread } = hotPath(1);
    const watch = new SelfWatch(
      source,
      () => thread,
      () => {},
    );
    for (let i = 0; i < 5; i++) watch.signIn({ ...fact, userName: String(i) });
    await expect
      .poll(() => events.map(({ userName }) => userName), { timeout: 5000 })
      .toEqual(['0', '1', '2', '3', '4']);
    await watch.stop();
  });

  it('keeps a bound, and counts what is beyond it', () => {
    const watch = new SelfWatch(
      source,
      () => ({ ingest: () => new Promise(() => {}) }),
      () => {},
    );
    for (let i = 0; i < 10_100; i++) watch.signIn(fact);
    expect(watch.dropped).toBe(100);
  });
});
