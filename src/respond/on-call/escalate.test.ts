import { describe, expect, it } from 'vitest';
import { advanceEscalation, escalationWakesAt } from './escalate.ts';
import {
  Drive,
  makePolicy,
  makeResponder,
  makeStored,
  makeWay,
  makeWorld,
  minute,
  night,
  noon,
} from './testing/make-escalation.ts';

const anna = makeResponder('anna');
const bram = makeResponder('bram');
const world = makeWorld([anna, bram]);

describe('steps', () => {
  it('follow each other until nobody was reached, which is an alarm', () => {
    const drive = new Drive(makePolicy([['anna'], ['bram']], { repeat: 1 }), world, noon).toEnd();
    expect(drive.lines).toEqual(
      [0, 20].flatMap((round) => [
        `${round} anna push`,
        `${round + 2} anna sms`,
        `${round + 5} anna phone`,
        `${round + 10} bram push`,
        `${round + 12} bram sms`,
        `${round + 15} bram phone`,
      ]),
    );
    expect(drive.told.at(-1)).toEqual({
      at: noon + 40 * minute,
      effect: { kind: 'nobody-reached', at: noon + 40 * minute, asked: ['anna', 'bram'] },
    });
    expect(drive.state.phase).toBe('nobody-reached');
    expect(escalationWakesAt(drive.state)).toBeUndefined();
  });

  it('ask who is on call, and all who have a role, nobody twice', () => {
    const schedules = new Map([['noc', makeStored()]]);
    const roles = new Map([['management', ['anna', 'bram']]]);
    const targets = [
      { kind: 'schedule' as const, id: 'noc' },
      { kind: 'role' as const, id: 'management' },
    ];
    const policy = makePolicy([], { steps: [{ targets, waitMinutes: 5 }] });
    const drive = new Drive(policy, makeWorld([anna, bram], { schedules, roles }), noon);
    // 8 January: the first turn of the schedule is Anna's.
    expect(drive.lines).toEqual(['0 anna push', '0 bram push']);
    expect(drive.state.asks[0]!.target.kind).toBe('schedule');
  });

  it('that find nobody are over at once, and say why', () => {
    const away = { from: noon - 1, until: noon + 1, standIn: '' };
    const people = [makeResponder('anna', { absences: [away] }), bram, makeResponder('cleo', { ways: [] })];
    const drive = new Drive(makePolicy([['anna', 'cleo', 'ghost'], ['bram']]), makeWorld(people), noon);
    expect(drive.lines).toEqual(['0 bram push']);
    expect(drive.state.misses.map(({ person, reason }) => [person, reason])).toEqual([
      ['anna', 'absent'],
      ['cleo', 'no-way'],
      ['ghost', 'unknown'],
    ]);
    expect(drive.kinds()).toEqual(['missed', 'missed', 'missed']);
  });

  it('without anybody at all are an alarm at once', () => {
    const gap = { ...makeStored(), layers: [] };
    const targets = [{ kind: 'schedule' as const, id: 'noc' }];
    const policy = makePolicy([], { steps: [{ targets, waitMinutes: 5 }], repeat: 9 });
    const drive = new Drive(policy, makeWorld([], { schedules: new Map([['noc', gap]]) }), noon);
    expect(drive.kinds()).toEqual(['missed', 'nobody-reached']);
    expect(new Drive(makePolicy([]), world, noon).kinds()).toEqual(['nobody-reached']);
  });

  it('missed while nobody told the time are not made up for all at once', () => {
    const drive = new Drive(makePolicy([['anna'], ['bram'], ['anna']]), world, noon);
    drive.put({ kind: 'time', at: noon + 300 * minute });
    expect(drive.lines).toEqual(['0 anna push', '300 anna sms', '300 anna phone', '300 bram push']);
    drive.until(noon + 309 * minute);
    expect(drive.lines.slice(4)).toEqual(['302 bram sms', '305 bram phone']);
  });
});

describe('who is absent', () => {
  const away = (standIn: string) => [{ from: noon - 1, until: noon + 60 * minute, standIn }];

  it('is replaced by the one who stands in, who is not asked twice', () => {
    const people = [makeResponder('anna', { absences: away('bram') }), bram];
    const drive = new Drive(makePolicy([['anna', 'bram']]), makeWorld(people), noon);
    expect(drive.lines).toEqual(['0 bram push']);
    expect(drive.sent[0]!.effect.standsInFor).toBe('anna');
  });

  it('is not replaced in a circle', () => {
    const people = [
      makeResponder('anna', { absences: away('bram') }),
      makeResponder('bram', { absences: away('anna') }),
    ];
    expect(new Drive(makePolicy([['anna']]), makeWorld(people), noon).kinds()).toEqual(['missed', 'nobody-reached']);
  });
});

describe('personal rules', () => {
  const rules = {
    low: [],
    high: [{ way: 'phone', afterMinutes: 0 }],
    critical: [],
  };
  const own = makeWorld([makeResponder('anna', { rules })]);

  it('say which ways after how long', () => {
    expect(new Drive(makePolicy([['anna']]), own, noon).lines).toEqual(['0 anna phone']);
  });

  it('keep out what is low, never what is critical', () => {
    const low = new Drive(makePolicy([['anna']]), own, noon, { severity: 'low' });
    expect(low.state.misses.map(({ reason }) => reason)).toEqual(['own-rules']);
    expect(new Drive(makePolicy([['anna']]), own, noon, { severity: 'critical' }).lines).toEqual(['0 anna push']);
  });

  it('reach one address in one channel once', () => {
    const ways = [makeWay('sms'), makeWay('sms', { id: 'again' }), makeWay('sms', { id: 'other', address: '+31' })];
    const drive = new Drive(makePolicy([['anna']]), makeWorld([makeResponder('anna', { ways })]), noon).toEnd();
    expect(drive.sent.map(({ effect }) => effect.way)).toEqual(['sms', 'other']);
  });
});

describe('quiet hours', () => {
  const sleeper = makeResponder('anna', { quiet: '22:00-07:00' });
  const sleeps = makeWorld([sleeper, bram]);

  it('put off, keep the order, drop nothing, and do not use up the rounds', () => {
    const drive = new Drive(makePolicy([['anna']], { repeat: 1 }), sleeps, night).toEnd();
    expect(drive.lines).toEqual([
      '300 anna push',
      '302 anna sms',
      '305 anna phone',
      '310 anna push',
      '312 anna sms',
      '315 anna phone',
    ]);
    expect(drive.state.asks[0]!.deferredFrom).toBe(night);
    expect(drive.state.phase).toBe('nobody-reached');
  });

  it('do not pile up messages of the rounds that go by meanwhile', () => {
    const drive = new Drive(makePolicy([['anna', 'bram']], { repeat: 2 }), sleeps, night).toEnd();
    expect(drive.lines.filter((line) => line.includes('bram'))).toHaveLength(9);
    expect(drive.lines.filter((line) => line.includes('anna'))).toEqual([
      '300 anna push',
      '302 anna sms',
      '305 anna phone',
    ]);
    expect(drive.told.at(-1)).toMatchObject({ at: night + 315 * minute, effect: { kind: 'nobody-reached' } });
  });

  it('do not keep the next one waiting', () => {
    const drive = new Drive(makePolicy([['anna'], ['bram']]), sleeps, night).until(night + 5 * minute);
    expect(drive.lines).toEqual(['0 bram push', '2 bram sms', '5 bram phone']);
  });

  it('do not hold what is critical, nor what becomes it', () => {
    expect(new Drive(makePolicy([['anna']]), sleeps, night, { severity: 'critical' }).lines).toEqual(['0 anna push']);
    const drive = new Drive(makePolicy([['anna'], ['bram']]), sleeps, night).until(night + 3 * minute);
    drive.put({ kind: 'severity', at: night + 4 * minute, severity: 'critical' });
    expect(drive.lines.slice(2)).toEqual(['4 anna push', '4 anna sms']);
    expect(drive.toEnd().lines.slice(4)).toEqual(['5 anna phone', '5 bram phone']);
  });

  it('end where the person is, also on the night the clock skips', () => {
    const early = makeWorld([makeResponder('anna', { quiet: '22:00-02:30', ways: [makeWay('push')] })]);
    const at = Date.parse('2026-03-29T00:00:00+01:00');
    expect(new Drive(makePolicy([['anna']]), early, at).toEnd().sent[0]!.at).toBe(
      Date.parse('2026-03-29T03:00:00+02:00'),
    );
  });

  it('without an end hold nothing', () => {
    const never = makeWorld([makeResponder('anna', { quiet: '24/7' })]);
    expect(new Drive(makePolicy([['anna']]), never, night).lines).toEqual(['0 anna push']);
  });
});

describe('answers', () => {
  const policy = makePolicy([['anna', 'bram'], ['bram']]);

  it('stop everything; several are noted, the same one once', () => {
    const drive = new Drive(policy, world, noon);
    drive.put({ kind: 'acknowledged', at: noon + minute, by: 'anna', way: 'link' });
    drive.put({ kind: 'acknowledged', at: noon + 2 * minute, by: 'anna', way: 'mail-reply' });
    drive.put({ kind: 'acknowledged', at: noon + 3 * minute, by: 'bram', way: 'keypad' });
    drive.put({ kind: 'time', at: noon + 500 * minute });
    expect(drive.lines).toEqual(['0 anna push', '0 bram push']);
    expect(drive.told.slice(2).map(({ effect }) => effect)).toEqual([
      { kind: 'call-off', keys: drive.sent.map(({ effect }) => effect.key) },
      { kind: 'reached', at: noon + minute, by: 'anna', way: 'link', first: true },
      { kind: 'reached', at: noon + 3 * minute, by: 'bram', way: 'keypad', first: false },
    ]);
    expect(drive.ignored).toEqual(['said-before']);
    expect(drive.state.asks.every(({ state }) => state === 'called-off')).toBe(true);
  });

  it('count after nobody was reached, too', () => {
    const drive = new Drive(policy, world, noon).toEnd();
    drive.put({ kind: 'acknowledged', at: noon + 90 * minute, by: 'anna', way: 'link' });
    expect(drive.state.phase).toBe('acknowledged');
    expect(drive.told.at(-1)!.effect).toMatchObject({ kind: 'reached', first: true });
  });

  it('“I cannot” goes on with the next one at once, and spares who said it', () => {
    const drive = new Drive(makePolicy([['anna'], ['anna', 'bram']]), world, noon);
    drive.put({ kind: 'declined', at: noon + minute, by: 'anna', way: 'keypad' });
    expect(drive.toEnd().lines).toEqual(['0 anna push', '1 bram push', '3 bram sms', '6 bram phone']);
    expect(drive.state.misses.map(({ person, reason }) => [person, reason])).toEqual([['anna', 'declined']]);
  });

  it('handed back begin anew with the others', () => {
    const drive = new Drive(policy, world, noon);
    drive.put({ kind: 'acknowledged', at: noon + minute, by: 'anna', way: 'link' });
    drive.put({ kind: 'declined', at: noon + 4 * minute, by: 'anna', way: 'app' });
    expect(drive.state.phase).toBe('asking');
    expect(drive.lines.slice(2)).toEqual(['4 bram push']);
  });

  it('handed back while somebody else has it leave it there', () => {
    const drive = new Drive(policy, world, noon);
    drive.put({ kind: 'acknowledged', at: noon + minute, by: 'anna', way: 'link' });
    drive.put({ kind: 'acknowledged', at: noon + minute, by: 'bram', way: 'link' });
    drive.put({ kind: 'declined', at: noon + 4 * minute, by: 'anna', way: 'app' });
    expect(drive.state.phase).toBe('acknowledged');
  });
});

describe('silence after an acknowledgement', () => {
  const policy = makePolicy([['anna'], ['bram']], { silentMinutes: 15 });

  it('begins anew, unless there is progress', () => {
    const drive = new Drive(policy, world, noon);
    drive.put({ kind: 'acknowledged', at: noon + minute, by: 'anna', way: 'link' });
    drive.put({ kind: 'progress', at: noon + 10 * minute });
    expect(escalationWakesAt(drive.state)).toBe(noon + 25 * minute);
    drive.until(noon + 25 * minute);
    expect(drive.told.find(({ effect }) => effect.kind === 'silent')).toEqual({
      at: noon + 25 * minute,
      effect: { kind: 'silent', at: noon + 25 * minute, by: ['anna'] },
    });
    expect(drive.lines).toEqual(['0 anna push', '25 anna push']);
    expect(new Set(drive.sent.map(({ effect }) => effect.key)).size).toBe(2);
  });

  it('means nothing once the incident needs nobody', () => {
    const drive = new Drive(policy, world, noon);
    drive.put({ kind: 'acknowledged', at: noon + minute, by: 'anna', way: 'link' });
    drive.put({ kind: 'ended', at: noon + 2 * minute }).toEnd();
    drive.put({ kind: 'acknowledged', at: noon + 3 * minute, by: 'bram', way: 'link' });
    expect([drive.state.phase, drive.ignored, drive.sent.length]).toEqual(['ended', ['over'], 1]);
  });
});

describe('deliveries', () => {
  it('that fail bring the next way of the person forward', () => {
    const drive = new Drive(makePolicy([['anna']]), world, noon);
    const [{ effect }] = drive.sent as [Drive['sent'][0]];
    drive.put({ kind: 'delivery', at: noon + 1_000, key: effect.key, result: 'failed', detail: 'gone' });
    expect(drive.sent.map(({ at, effect: { channel } }) => [at - noon, channel])).toEqual([
      [0, 'push'],
      [1_000, 'sms'],
    ]);
    expect(drive.state.asks[0]).toMatchObject({ state: 'failed', detail: 'gone', settledAt: noon + 1_000 });
  });

  it('that all fail go on with the next step at once, and end at once when it was the last', () => {
    const one = [makeWay('push')];
    const people = makeWorld([makeResponder('anna', { ways: one }), makeResponder('bram', { ways: one })]);
    const drive = new Drive(makePolicy([['anna'], ['bram']]), people, noon);
    for (const i of [0, 1])
      drive.put({
        kind: 'delivery',
        at: noon + i + 1,
        key: drive.sent[i]!.effect.key,
        result: 'failed',
        detail: '',
      });
    expect(drive.told.map(({ at, effect }) => [at - noon, effect.kind])).toEqual([
      [0, 'send'],
      [1, 'send'],
      [2, 'nobody-reached'],
    ]);
  });

  it('that all fail at once do not use up the rounds', () => {
    const people = makeWorld([makeResponder('anna', { ways: [makeWay('push')] })]);
    const drive = new Drive(makePolicy([['anna']], { repeat: 1 }), people, noon);
    const fail = (at: number) => {
      const { key } = drive.sent.at(-1)!.effect;
      drive.put({ kind: 'delivery', at, key, result: 'failed', detail: '' });
    };
    fail(noon + 1);
    drive.until(noon + 10 * minute);
    fail(noon + 10 * minute + 1);
    expect(drive.told.map(({ at, effect }) => [at - noon, effect.kind])).toEqual([
      [0, 'send'],
      [10 * minute, 'send'],
      [10 * minute + 1, 'nobody-reached'],
    ]);
  });

  it('that are unknown or told again change nothing', () => {
    const drive = new Drive(makePolicy([['anna']]), world, noon);
    const key = drive.sent[0]!.effect.key;
    const later = drive.state.asks[1]!.key;
    for (const each of ['?', later, key, key])
      drive.put({ kind: 'delivery', at: noon, key: each, result: 'delivered', detail: '' });
    expect(drive.ignored).toEqual(['unknown-message', 'unknown-message', 'said-before']);
  });
});

describe('ways that depend on what is hit', () => {
  const ways = [
    makeWay('mail', { dependsOn: ['own-mail'] }),
    makeWay('phone', { dependsOn: ['own-sbc'] }),
    makeWay('sms'),
  ];
  const people = [makeResponder('anna', { ways })];

  it('are marked, and a sound one does not wait for them', () => {
    const drive = new Drive(makePolicy([['anna']]), makeWorld(people, { hit: new Set(['own-mail']) }), noon);
    expect(drive.sent.map(({ effect }) => [effect.channel, effect.atRisk])).toEqual([
      ['mail', ['own-mail']],
      ['sms', []],
    ]);
  });

  it('are told of when there is no other', () => {
    const all = [makeResponder('anna', { ways: ways.slice(0, 2) })];
    const drive = new Drive(makePolicy([['anna']]), makeWorld(all, { hit: new Set(['own-mail', 'own-sbc']) }), noon);
    expect(drive.told.filter(({ effect }) => effect.kind === 'at-risk').map(({ effect }) => effect)).toEqual([
      { kind: 'at-risk', at: noon, person: 'anna', on: ['own-mail', 'own-sbc'] },
    ]);
    expect(drive.toEnd().lines).toEqual(['0 anna mail', '5 anna phone']);
  });
});

it('never lets its time go back', () => {
  const drive = new Drive(makePolicy([['anna'], ['bram']]), world, noon).until(noon + 10 * minute);
  const { state, effects } = advanceEscalation(drive.state, { kind: 'time', at: noon }, world);
  expect([state.now, effects]).toEqual([noon + 10 * minute, []]);
});

it('asks again of those whom it spared when it becomes more serious after nobody was reached', () => {
  const rules = { low: [] };
  const drive = new Drive(makePolicy([['anna']]), makeWorld([makeResponder('anna', { rules })]), noon, {
    severity: 'low',
  });
  expect(drive.state.phase).toBe('nobody-reached');
  drive.put({ kind: 'severity', at: noon + minute, severity: 'critical' });
  expect([drive.state.phase, drive.lines]).toEqual(['asking', ['1 anna push']]);
});
