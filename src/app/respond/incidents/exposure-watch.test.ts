import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { alertLink } from '../../../core/incident/alert-link.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { openFromAlert } from '../../../respond/incident/open-incident.ts';
import { alert, batch, openTestStore, type TestStore } from '../../../store/testing/test-store.ts';
import type { RunningCall } from '../../calls/messages.ts';
import type { Calls } from '../../calls/start-calls.ts';
import { ExposureWatch } from './exposure-watch.ts';
import { IncidentDesk } from './incident-desk.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const euro = 1_000_000;
let it: TestStore;
let desk: IncidentDesk;
let incident = '';
let running: readonly RunningCall[] = [];

beforeAll(async () => {
  it = await openTestStore();
  it.clock.now = Date.now();
  desk = new IncidentDesk({ store: it.store, storeOf: () => it.store, tell: () => {}, clock: Date.now, log: () => {} });
});
afterAll(() => it.close());

/** What an alert says that it costs, and its incident. */
async function costs(cost: number): Promise<void> {
  const at = it.clock.now;
  const facts = { payer: '401', calls: 1, minutes: 1, cost, countries: ['GM'], detected: at };
  const fraud = alert({ id: 'fraud', severity: 'high', start: at, end: at, calls: facts as never });
  await it.store.batches.saveBatch(batch({ alerts: [fraud] }));
  if (incident !== '') return;
  const opened = await it.store.incidents.open('', (now) =>
    openFromAlert('fraud', alertLink(fraud), { nl: 'x', en: 'x' }, 'en', {
      by: { id: 'system', name: 'x' },
      at: now,
      now,
    }),
  );
  if (!opened.ok) throw new Error(opened.reason.texts[0].en);
  incident = opened.value.incident.id;
}
const calls = () =>
  ({
    steering: { running: async () => running },
    desk: { rate: async () => ({ rate: { perMinute: 2 * euro } }) },
  }) as unknown as Pick<Calls, 'steering' | 'desk'>;
/** At stake once a process that begins has looked. */
async function afterStart(): Promise<number> {
  const watch = new ExposureWatch({ store: it.store, desk, calls, clock: () => it.clock.now, log: () => {} });
  await vi.waitFor(() => expect(looked.mock.calls.length).toBeGreaterThan(0), { timeout: 10_000 });
  await watch.stop();
  looked.mockClear();
  return (await it.store.incidents.get(incident))!.exposure.now / euro;
}
let looked: ReturnType<typeof vi.spyOn>;
const call = (start: number): RunningCall => ({
  ...{ id: 'c', tenant: providerTenant, direction: 'out', from: '401', dialled: 'x', payer: '401', number: '220700' },
  ...{ country: 'GM', abroad: true, emergency: false, start, at: [] },
});

test('what is at stake does not drop over a restart: not while calls are unknown, and they cost since the alert told of them', async () => {
  looked = vi.spyOn(it.store.incidents, 'callAlerts');
  await costs(10 * euro);
  running = [call(it.clock.now - 600_000)];
  it.clock.now += 5 * 60_000;
  // Ten that the alert told of, and five minutes of a call at two a minute since.
  expect(await afterStart()).toBeCloseTo(20, 1);
  // Another start: which calls run is not known yet.
  running = [];
  it.clock.now += 60_000;
  expect(await afterStart()).toBeCloseTo(20, 1);
  running = [call(it.clock.now - 960_000)];
  it.clock.now += 60_000;
  expect(await afterStart()).toBeCloseTo(24, 1);
});

test('what the alert says by now counts, also when it is less', async () => {
  running = [];
  const watch = new ExposureWatch({ store: it.store, desk, calls, clock: () => it.clock.now, log: () => {} });
  await vi.waitFor(() => expect(looked.mock.calls.length).toBeGreaterThan(0), { timeout: 10_000 });
  await costs(12 * euro);
  watch.heard();
  await vi.waitFor(
    async () => expect((await it.store.incidents.get(incident))!.exposure.now / euro).toBeCloseTo(12, 1),
    { timeout: 15_000, interval: 200 },
  );
  await watch.stop();
});
