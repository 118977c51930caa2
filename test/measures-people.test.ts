import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IncidentEntryWire, IncidentWire } from '../src/api/schema/incidents.ts';
import type { MeasurePage, MeasureWire, RecoveryWire } from '../src/api/schema/measures.ts';
import type { RunWire } from '../src/api/schema/playbook-runs.ts';
import { buildPlaybook } from '../src/respond/playbook/testing/build-playbook.ts';
import { Asterisk } from './browser/asterisk.ts';
import type { Guest } from './lab/guest.ts';
import { Serving } from './lab/serving.ts';
import { Team } from './lab/team.ts';
import { until } from './lab/until.ts';

/** Measures between people: who agrees, who cannot, what lapses, and what becomes of them when incidents merge, split, close and reopen. */
let it: Serving;
let anna: Guest;
let bas: Guest;
let cor: Guest;
let playbooks = 700;

beforeAll(async () => {
  it = new Serving('measures-people');
  await it.start();
  for (const id of ['bakery', 'mill']) {
    await it.must('POST', '/api/v1/customers', { id, name: id });
    await it.must('POST', '/api/v1/sources', {
      ...{ tenant: id, name: `PBX ${id}`, asset: '', kind: 'syslog' },
      ...{ match: { hostname: `pbx-${id}` }, format: 'auto', timeZone: 'UTC' },
    });
  }
  const team = new Team(it);
  anna = await team.owner('Anna de Wit');
  bas = await team.join('Bas Engels', 'engineer');
  cor = await team.join('Cor Bakker', 'engineer');
}, 120_000);
afterAll(() => it?.close());

const open = (title: string, more: object = {}, who = anna) =>
  who.must<IncidentWire>('POST', '/api/v1/incidents', { tenant: 'bakery', title, severity: 'low', ...more });
const at = ({ id }: { id: string }, rest = '') => `/api/v1/incidents/${id}${rest}`;
const stop = { action: 'stop-international', customer: 'bakery' };
const take = (who: Guest, incident: IncidentWire, wish: object) =>
  who.must<MeasureWire>('POST', at(incident, '/measures'), wish);
const one = (id: string, who = anna) => who.must<MeasureWire>('GET', `/api/v1/measures/${id}`);
const act = (who: Guest, { id }: MeasureWire, name: string, body: object = {}) =>
  who.ask<MeasureWire & { detail: string }>('POST', `/api/v1/measures/${id}/${name}`, body);
const lines = async (incident: { id: string }) =>
  (await anna.must<{ items: IncidentEntryWire[] }>('GET', at(incident, '/timeline?limit=500'))).items;
const says = async (incident: { id: string }, what: RegExp) =>
  (await lines(incident)).filter(({ text }) => what.test(text.en));
const standing = (measure: MeasureWire) => ['in-force', 'unconfirmed'].includes(measure.state);

describe('two people', () => {
  test('who asked cannot agree; the command line of the machine is nobody, so what it asks for takes two others', async () => {
    const incident = await open('Two people');
    const asked = await it.must<MeasureWire>('POST', at(incident, '/measures'), stop);
    expect(asked.state).toBe('waiting');
    const machine = await it.ask<{ detail: string }>('POST', `/api/v1/measures/${asked.id}/approve`, { body: {} });
    expect([machine.status, machine.json().detail]).toEqual([403, expect.stringContaining('is nobody')]);
    const first = await act(anna, asked, 'approve');
    expect([first.status, first.body.state, first.body.askedBy]).toEqual([200, 'waiting', 'Anna de Wit']);
    expect((await one(asked.id)).mine).toBe(true);
    expect((await act(anna, asked, 'approve')).status).toBe(403);
    const second = await act(bas, asked, 'approve');
    expect([second.status, standing(second.body), second.body.decidedBy]).toEqual([200, true, 'Bas Engels']);
    expect(await says(incident, /^Anna de Wit asks for it too; somebody else has to agree/)).toHaveLength(1);
    expect(await says(incident, /^Bas Engels agrees/)).toHaveLength(1);
    await act(anna, asked, 'undo', { reason: 'over' });
  });

  test('a later end of what took two people takes two people again, with a second factor at hand', async () => {
    const incident = await open('Longer');
    const wide = await take(anna, incident, { ...stop, hours: 1 });
    await act(bas, wide, 'approve');
    const before = (await one(wide.id)).until!;
    const { secret } = await anna.must<{ secret: string }>('POST', '/api/v1/tokens', {
      ...{ kind: 'api', name: 'script', permissions: ['incidents:read', 'measures:act'] },
    });
    const script = await it.ask<{ type: string }>('POST', `/api/v1/measures/${wide.id}/extend`, {
      token: secret,
      body: { hours: 8 },
    });
    expect([script.status, script.json().type]).toEqual([403, '/problems/step-up-required']);

    const longer = await act(bas, wide, 'extend', { hours: 8 });
    expect([longer.status, longer.body.until, longer.body.extension?.askedBy]).toEqual([200, before, 'Bas Engels']);
    expect(longer.body.extension?.mine).toBe(true);
    expect((await act(bas, wide, 'approve')).status).toBe(403);
    const machine = await it.ask('POST', `/api/v1/measures/${wide.id}/approve`, { body: {} });
    expect(machine.status).toBe(403);
    expect((await one(wide.id)).until).toBe(before);
    const agreed = await act(cor, wide, 'approve');
    expect([agreed.status, agreed.body.extension]).toEqual([200, null]);
    expect(Date.parse(agreed.body.until!) - Date.parse(before)).toBeGreaterThan(6 * 3_600_000);
    const shown = await anna.must<IncidentWire>('GET', at(incident));
    expect(shown.measures[0].until).toBe(agreed.body.until);

    // A refused one changes nothing; a sooner end needs nobody.
    await act(anna, wide, 'extend', { hours: 100 });
    const refused = await act(bas, wide, 'refuse', { reason: 'long enough' });
    expect([refused.status, refused.body.extension, refused.body.until]).toEqual([200, null, agreed.body.until]);
    const sooner = await act(anna, wide, 'extend', { hours: 1 });
    expect([sooner.status, sooner.body.extension]).toEqual([200, null]);
    expect(Date.parse(sooner.body.until!)).toBeLessThan(Date.parse(agreed.body.until!));
    expect((await says(incident, /Longer, until/)).length).toBe(4);
    await act(anna, wide, 'undo', { reason: 'over' });
  });

  test('what one person may ask for is extended by one, and stays a measure that stands', async () => {
    const incident = await open('One address');
    const narrow = await take(anna, incident, { action: 'block-source', address: '203.0.113.7', hours: 1 });
    const longer = await act(anna, narrow, 'extend', { hours: 4 });
    expect([longer.status, longer.body.extension]).toEqual([200, null]);
    const [block] = longer.body.orders;
    // The block that took the place of the other is what the incident knows of from now on.
    const listed = async () => (await anna.must<IncidentWire>('GET', at(incident))).measures[0];
    expect(await listed()).toMatchObject({ decision: block.id, until: longer.body.until });
    const decisions = async () =>
      (await anna.must<{ items: { id: string; state: string }[] }>('GET', '/api/v1/decisions?q=203.0.113.7')).items;
    expect((await decisions()).map(({ state }) => state).sort()).toEqual(['in-force', 'lifted']);
    // Once the network has been looked at for this incident again.
    const next = await take(anna, incident, { action: 'block-source', address: '203.0.113.8' });
    await until('the word of who carries it out', 20, async () =>
      (await lines(incident)).some(({ about, text }) => about?.kind === 'enforcer' && text.en.includes('203.0.113.8')),
    );
    await act(anna, next, 'undo', { reason: 'over' });
    expect(await listed()).toMatchObject({ decision: block.id, undoneAt: null });
    await act(anna, narrow, 'undo', { reason: 'over' });
    await until('it to be undone', 20, async () => (await listed()).undoneAt !== null);
  });
});

describe('what a playbook asks for', () => {
  async function asks(incident: IncidentWire, step: object = {}): Promise<{ run: RunWire; measure: MeasureWire }> {
    const command = { type: 'x-belwacht', action: 'stop-international', with: { customer: 'bakery' } } as const;
    const piece = { kind: 'do', name: 'stop', commands: [command], ...step } as const;
    const playbook = buildPlaybook([piece], {}, { number: ++playbooks });
    await anna.must('POST', '/api/v1/playbooks/import', { playbook, activate: true });
    const run = await anna.must<RunWire>('POST', at(incident, '/runs'), { playbook: playbook.id, values: {} });
    const measure = await until('it to ask', 20, async () =>
      (await anna.must<MeasurePage>('GET', `/api/v1/measures?incident=${incident.id}`)).items.at(0),
    );
    return { run, measure };
  }
  const withdrawn = (measure: MeasureWire) =>
    until('it to be withdrawn', 30, async () => {
      const now = await one(measure.id);
      return now.state === 'refused' && now;
    });

  test('is not agreed to by who started it, and is by somebody else', async () => {
    const { measure, run } = await asks(await open('By playbook'));
    expect([measure.state, measure.mine]).toEqual(['waiting', true]);
    expect((await act(anna, measure, 'approve')).status).toBe(403);
    expect((await one(measure.id, bas)).mine).toBe(false);
    const agreed = await act(bas, measure, 'approve');
    expect([agreed.status, standing(agreed.body)]).toEqual([200, true]);
    await until(
      'the run to know',
      30,
      async () => (await anna.must<RunWire>('GET', `/api/v1/runs/${run.id}`)).state !== 'running',
    );
    await act(bas, measure, 'undo', { reason: 'over' });
  });

  test.each([
    ['its step is out of time', { timeout: 1500 }, undefined],
    ['its run is stopped', {}, 'stop'],
  ] as const)(
    'is withdrawn when %s, is told, and nobody can agree to it any more',
    async (_when, step, end) => {
      const incident = await open(`Withdrawn ${end}`);
      const { measure, run } = await asks(incident, step);
      if (end) await anna.must('POST', `/api/v1/runs/${run.id}/stop`, { reason: 'false alarm' });
      else
        await until(
          'the step to be over',
          30,
          async () => (await says(incident, /“stop” was not done in time/)).length > 0,
        );
      // At once, whether or not it was looked at meanwhile.
      const late = await act(bas, measure, 'approve');
      expect([late.status, (await one(measure.id)).orders]).toEqual([409, []]);
      const after = await withdrawn(measure);
      expect(after.undoReason).toBe('The playbook that asked does not wait for it any more.');
      const told = await says(
        incident,
        /^Not done: bakery cannot call abroad any more.*does not wait for it any more\.$/,
      );
      expect(told.map(({ internal, text }) => [internal, /wacht er niet meer op/.test(text.nl)])).toEqual([
        [true, true],
      ]);
      const dutch = await bas.must<MeasureWire>('GET', `/api/v1/measures/${measure.id}`, undefined, {
        'accept-language': 'nl',
      });
      expect(dutch.undoReason).toBe('Het draaiboek dat erom vroeg wacht er niet meer op.');
    },
    90_000,
  );
});

describe('when incidents merge and split', () => {
  test('what waits, what stands and the way back go along and can be used there', async () => {
    const [from, into] = [await open('From'), await open('Into')];
    const waits = await take(anna, from, stop);
    const stands = await take(anna, from, { action: 'block-source', address: '203.0.113.20' });
    await anna.must('POST', at(from, '/recovery'));
    const said = { test: 'register', outcome: 'passed', evidence: 'works' };
    await anna.must('POST', at(from, '/recovery/one-phone/said'), said);
    await anna.must('POST', at(from, '/recovery/watch'), { hours: 1 });
    await anna.must('POST', at(from, '/merge'), { into: into.id, reason: 'the same' });

    const { items } = await anna.must<MeasurePage>('GET', `/api/v1/measures?incident=${into.id}&state=open`);
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set([waits.id, stands.id]));
    expect(items.map(({ number }) => number)).toEqual([into.number, into.number]);
    const recovery = await anna.must<RecoveryWire>('GET', at(into, '/recovery'));
    expect([recovery.phases[0].tests[0].state, recovery.watch?.customers]).toEqual(['passed', ['bakery']]);
    expect((await anna.ask('GET', at(from, '/recovery'))).status).toBe(404);
    await anna.must('POST', at(into, '/recovery/one-phone/said'), { ...said, test: 'call-in' });
    expect(await says(into, /Test call in \(one phone\) passed/)).toHaveLength(1);

    const agreed = await act(bas, waits, 'approve');
    expect(standing(agreed.body)).toBe(true);
    expect(await says(into, /^Bas Engels agrees/)).toHaveLength(1);
    for (const measure of [waits, stands])
      expect((await act(anna, measure, 'undo', { reason: 'over' })).status).toBe(200);
    const { measures } = await anna.must<IncidentWire>('GET', at(into));
    expect(measures.map(({ undoneAt }) => undoneAt !== null)).toEqual([true, true]);
    await anna.ask('DELETE', at(into, '/recovery/watch'));
  });

  test('of two ways back the one that is less far goes on', async () => {
    const [from, into] = [await open('Not far'), await open('Far')];
    for (const incident of [from, into]) await anna.must('POST', at(incident, '/recovery'));
    for (const test of ['register', 'call-in', 'call-out', 'emergency-route'])
      await anna.must('POST', at(into, '/recovery/one-phone/said'), {
        test,
        outcome: 'passed',
        evidence: 'x',
        person: 'Jan',
      });
    await anna.must('POST', at(into, '/recovery/one-phone/finish'));
    await anna.must('POST', at(from, '/merge'), { into: into.id, reason: 'the same' });
    const { phases } = await anna.must<RecoveryWire>('GET', at(into, '/recovery'));
    expect(phases.map(({ state }) => state)).toEqual(['open', 'waiting', 'waiting']);
  });

  test('a measure that is split off is extended and undone in the new one', async () => {
    const incident = await open('Whole');
    const measure = await take(anna, incident, { action: 'block-source', address: '203.0.113.30', hours: 1 });
    const split = { title: 'Part', alerts: [], tasks: [], measures: [measure.id], entries: [], reason: 'another' };
    const part = await anna.must<IncidentWire>('POST', at(incident, '/split'), split);
    expect(await one(measure.id)).toMatchObject({ incident: part.id, number: part.number });
    await act(anna, measure, 'extend', { hours: 2 });
    await act(anna, measure, 'undo', { reason: 'over' });
    expect((await says(part, /holds until|^Undone \(block\)/)).length).toBe(2);
    expect(await says(incident, /holds until|^Undone \(block\)/)).toEqual([]);
    expect((await anna.must<IncidentWire>('GET', at(part))).measures[0].undoneAt).not.toBeNull();
  });

  test('a diversion and an attack mode that came about elsewhere are undone in the incident they went to', async () => {
    await new Asterisk(it.port('syslog-udp'), 'pbx-mill').guessedAt('201', '202.112.0.44', 40);
    const found = await until('the incident', 40, async () =>
      (await anna.must<{ items: { id: string; tenant: string }[] }>('GET', '/api/v1/incidents?tenant=mill')).items.at(
        0,
      ),
    );
    const [alert] = (await anna.must<IncidentWire>('GET', at(found))).alerts;
    const mode = await anna.must<{ id: string }>('POST', '/api/v1/geo/attacks', {
      ...{ kind: 'refuse-countries', scope: { level: 'customer', tenant: 'mill', site: '', asset: '' } },
      ...{ countries: ['KP'], reason: 'while we look', alert: alert.id },
    });
    const diversion = await anna.must<{ id: string }>('POST', '/api/v1/call-stops', {
      ...{
        scope: 'customer',
        tenant: 'mill',
        reach: 'outgoing',
        durationS: 3600,
        divertTo: 'sip:stopped@192.0.2.9',
        reason: 'x',
        alert: alert.id,
      },
    });
    await until('both as measures', 30, async () => {
      const { measures } = await anna.must<IncidentWire>('GET', at(found));
      return [mode.id, diversion.id].every((id) => measures.some(({ decision }) => decision === id));
    });
    const into = await open('The mill', { tenant: 'mill' });
    const merged = await anna.must<IncidentWire>('POST', at(found, '/merge'), { into: into.id, reason: 'the same' });
    const mine = merged.measures.filter(({ decision }) => [mode.id, diversion.id].includes(decision));
    expect(new Set(mine.map(({ kind }) => kind))).toEqual(new Set(['attack-mode', 'divert']));
    for (const { id, decision } of mine) {
      const path = at(into, `/measures/${encodeURIComponent(id)}/undo`);
      const after = await anna.must<IncidentWire>('POST', path, { reason: 'over' });
      const { undoneAt, network } = after.measures.find((one) => one.decision === decision)!;
      expect([undoneAt !== null, network?.state]).toEqual([true, 'lifted']);
    }
    const gate = (await anna.must<IncidentWire>('GET', at(into))).gate.map(({ en }) => en).join();
    expect(gate).not.toMatch(/attack mode is still|diversion is still/);
    const missing = await anna.ask('POST', at(into, '/measures/nothing/undo'), { reason: 'x' });
    expect(missing.status).toBe(404);
  }, 120_000);
});

describe('the way back', () => {
  const passed = async (incident: IncidentWire, phase: string) => {
    for (const test of ['register', 'call-in', 'call-out', 'emergency-route'])
      await anna.must('POST', at(incident, `/recovery/${phase}/said`), {
        test,
        outcome: 'passed',
        evidence: 'x',
        person: 'Jan',
      });
    return anna.must<RecoveryWire>('POST', at(incident, `/recovery/${phase}/finish`));
  };
  const states = ({ phases }: RecoveryWire) => phases.map(({ state }) => state);

  test('goes back to a phase with a reason, and begins anew once it is done or the incident is reopened', async () => {
    const incident = await open('Back and forth');
    const begin = () => anna.must<RecoveryWire>('POST', at(incident, '/recovery'));
    await begin();
    await passed(incident, 'one-phone');
    expect(states(await begin())).toEqual(['done', 'open', 'waiting']);
    const bare = await anna.ask('POST', at(incident, '/recovery/one-phone/back'), { reason: '' });
    expect(bare.status).toBe(400);
    expect((await anna.ask('POST', at(incident, '/recovery/everybody/back'), { reason: 'x' })).status).toBe(409);
    const back = await anna.must<RecoveryWire>('POST', at(incident, '/recovery/one-phone/back'), {
      reason: 'calls fail',
    });
    expect([states(back), back.canBegin]).toEqual([['open', 'waiting', 'waiting'], false]);
    expect(await says(incident, /^Back to the phase “one phone”\. Reason: calls fail$/)).toHaveLength(1);
    for (const phase of ['one-phone', 'one-site', 'everybody']) await passed(incident, phase);
    expect((await anna.must<RecoveryWire>('GET', at(incident, '/recovery'))).canBegin).toBe(true);
    expect(states(await begin())).toEqual(['open', 'waiting', 'waiting']);

    await passed(incident, 'one-phone');
    for (const stage of ['triage', 'contained', 'recovering', 'monitoring', 'resolved', 'closed'])
      await anna.must('POST', at(incident, '/acts'), { act: 'reach', stage });
    for (const [method, path] of [
      ['POST', '/recovery'],
      ['POST', '/recovery/watch'],
      ['POST', '/recovery/one-site/finish'],
    ]) {
      const refused = await anna.ask<{ detail: string }>(method, at(incident, path), {});
      expect([path, refused.status, refused.body.detail]).toEqual([path, 409, expect.stringContaining('closed')]);
    }
    await anna.must('POST', at(incident, '/acts'), { act: 'reopen', reason: 'it is back' });
    expect((await anna.must<RecoveryWire>('GET', at(incident, '/recovery'))).canBegin).toBe(true);
    expect(states(await begin())).toEqual(['open', 'waiting', 'waiting']);
    expect((await says(incident, /^The return to production has begun anew/)).length).toBe(2);
  });

  test('closing an incident ends its watch', async () => {
    const incident = await open('Watched');
    await anna.must('POST', at(incident, '/recovery/watch'), { hours: 1 });
    for (const stage of ['triage', 'contained', 'recovering', 'monitoring', 'resolved', 'closed'])
      await anna.must('POST', at(incident, '/acts'), { act: 'reach', stage });
    await until('the watch to end', 20, async () => (await says(incident, /^The extra watch has ended/)).length > 0);
    expect((await anna.must<RecoveryWire>('GET', at(incident, '/recovery'))).watch).toBeNull();
  });
});

test('the command line takes the number of an incident', async () => {
  const incident = await open('By number');
  const cli = (...words: string[]) => it.server.cli('measure', ...words).catch((error: Error) => error.message);
  const number = String(incident.number);
  expect(await cli('take', number, 'block-source', 'address=203.0.113.40')).toContain('203.0.113.40 is blocked');
  expect(await cli('list', '--incident', `#${number}`)).toContain('203.0.113.40');
  expect(await cli('begin', number)).toContain('one-phone: open');
  expect(await cli('watch', number, '--hours', '1')).toContain('extra watch until');
  expect(await cli('preview', '999999', 'block-source', 'address=203.0.113.40')).toContain(
    'there is no incident 999999',
  );
  expect(await cli('back', number, 'one-site', '--reason', 'x')).toContain('is not done');
});
