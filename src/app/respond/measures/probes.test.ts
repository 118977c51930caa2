import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ProbeWish } from '../../../api/ports/measures.ts';
import { openIncident } from '../../../respond/incident/open-incident.ts';
import { batch, event, openTestStore, type TestStore } from '../../../store/testing/test-store.ts';
import { probe } from './probes.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
let it: TestStore;
/** A PBX that takes every call and every registration, and remembers who was called. */
let pbx: Socket;
const asked: string[] = [];
const by = { id: 'user:ans', name: 'Ans' };

beforeAll(async () => {
  it = await openTestStore();
  for (const id of ['bakery', 'mill', 'shop'])
    await it.store.tenants.insert({ id, name: `The ${id}`, timeZone: 'UTC' });
  // Ids are unique within a customer only.
  for (const tenant of ['bakery', 'mill'])
    for (const id of ['pbx', 'sbc'])
      await it.store.tenants.putAsset({ tenant, id, name: id.toUpperCase(), kind: 'pbx' });
  pbx = createSocket('udp4', (message, { address, port }) => {
    const text = message.toString();
    asked.push(text.split('\r\n')[0]);
    const head = text.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
    pbx.send(
      `SIP/2.0 200 OK\r\n${head.join('\r\n').replace(/^(To:.*)$/im, '$1;tag=x')}\r\nContent-Length: 0\r\n\r\n`,
      port,
      address,
    );
  });
  await new Promise<void>((resolve) => pbx.bind(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  pbx.close();
  await it.close();
});

let incidents = 0;
async function about(tenant: string, ...customers: readonly string[]): Promise<string> {
  const id = `i${++incidents}`;
  await it.store.incidents.open('', (now) => {
    const wish = { id, tenant, title: id, assessment: { impact: [], urgency: [] } } as const;
    const opened = openIncident(wish, { by, at: now, now });
    if (!opened.ok) return opened;
    const { incident, entries } = opened.value;
    const impact = { ...incident.impact, customers: [...incident.impact.customers, ...customers] };
    return { ok: true, value: { incident: { ...incident, impact }, entries } };
  });
  return id;
}
const target = (tenant: string, asset: string) =>
  it.store.recoveries.putTarget({
    ...{ tenant, asset, host: '127.0.0.1', port: (pbx.address() as AddressInfo).port, transport: 'udp', domain: '' },
    accounts: [],
  });
const ask = (incident: string, action: ProbeWish['action'], given: Record<string, string>) =>
  probe({ store: it.store, clock: () => it.clock.now }, { action, with: given, incident });
const call = (incident: string, asset = '') =>
  ask(incident, 'probe-call', { from: '201', to: '202', seconds: '1', ...(asset && { asset }) });
const said = async (answer: ReturnType<typeof ask>) => {
  const { ok, sentence } = await answer;
  return [ok, sentence.en];
};

test('without a system nothing is tested at another customer, though its system is the only one there is', async () => {
  const [incident] = [await about('bakery')];
  expect((await call(incident)).sentence.en).toMatch(
    /^Of no system of the customers of this incident .* Settings › Contain/,
  );
  await target('mill', 'pbx');
  expect((await call(incident)).sentence.en).toMatch(/^Of no system of the customers of this incident/);
  expect((await call(incident, 'mill/pbx')).sentence.en).toMatch(/have no system “mill\/pbx”/);
  expect((await call(incident, 'PBX')).sentence.en).toMatch(
    /^Nobody wrote down where PBX is reached\. Do so in Settings/,
  );
  expect(asked).toEqual([]);
  expect((await call(await about('mill'))).ok).toBe(true);
  expect(asked[0]).toMatch(/^INVITE sip:202@/);
});

test('an incident of the provider tests the customers it hits, and asks which of two that are called the same', async () => {
  await target('bakery', 'pbx');
  const both = await about('provider', 'bakery', 'mill');
  expect(await said(call(both))).toEqual([
    false,
    'Say which system: several can be tested. PBX (The bakery), PBX (The mill).',
  ]);
  expect(await said(call(both, 'pbx'))).toEqual([
    false,
    'There are several systems “pbx”: say whose, such as bakery/pbx, mill/pbx.',
  ]);
  expect((await call(both, 'bakery/pbx')).ok).toBe(true);
  expect((await call(both, 'bakery/PBX')).ok).toBe(true);
  // Two of one customer: the one that is named counts, and without a name it is asked which.
  await target('bakery', 'sbc');
  const one = await about('bakery');
  expect((await call(one)).sentence.nl).toMatch(/^Zeg welk systeem: er zijn er meer/);
  expect((await call(one, 'SBC')).ok).toBe(true);
});

test('a registration counts at the system and the customers of the incident only', async () => {
  const time = it.clock.now - 1000;
  const seen = (tenant: string, asset: string, userName: string) =>
    event({ tenant, asset, userName, action: 'sip-register', outcome: 'success', time, sourceIp: '192.0.2.7' });
  await it.store.batches.saveBatch(batch({ events: [seen('mill', 'pbx', '201'), seen('bakery', 'sbc', '300')] }));
  const register = (incident: string, given: Record<string, string>) => ask(incident, 'probe-register', given);
  const bakery = await about('bakery');
  const others: Record<string, string>[] = [
    { account: '201' },
    { account: '201', asset: 'pbx' },
    { account: '300', asset: 'pbx' },
  ];
  for (const given of others) expect([given, (await register(bakery, given)).ok]).toEqual([given, false]);
  expect((await register(bakery, { account: '300', asset: 'pbx' })).sentence.en).toContain('at PBX in the last hour');
  expect((await register(bakery, { account: '300', asset: 'SBC' })).sentence.en).toContain('was seen to register');
  expect((await register(await about('mill'), { account: '201' })).ok).toBe(true);
  expect((await register(bakery, { asset: 'sbc' })).sentence.en).toMatch(
    /with which account and password SBC is tested/,
  );
  await it.store.batches.saveBatch(batch({ events: [seen('bakery', 'pbx', '201')] }));
  const several = await register(await about('provider', 'bakery', 'mill'), { account: '201' });
  expect([several.ok, several.sentence.en]).toEqual([
    false,
    'Account 201 was seen to register at several customers of this incident: say which system.',
  ]);
});

test('an incident that became part of another is tested as the other', async () => {
  const [from, into] = [await about('bakery'), await about('mill')];
  await it.store.incidents.change(from, (incident) => ({
    ok: true,
    value: { incident: { ...incident, mergedInto: into }, entries: [] },
  }));
  expect((await call(from)).ok).toBe(true);
  expect(await said(call('nowhere'))).toEqual([false, 'There is no such incident.']);
});
