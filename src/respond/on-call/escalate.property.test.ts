import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EscalationInput, EscalationWorld } from '../../core/on-call/escalation.ts';
import type { EscalationPolicyForm } from '../../core/on-call/escalation-policy.ts';
import { type ContactWay, type Responder, wayChannels } from '../../core/on-call/responder.ts';
import { type Severity, severities } from '../../core/severity.ts';
import { advanceEscalation, escalationWakesAt } from './escalate.ts';
import { Drive, makeStored, makeWorld, minute } from './testing/make-escalation.ts';
import { anySchedule, zones } from './testing/make-schedule.ts';

const ids = ['anna', 'bram', 'cleo', 'daan', 'els'];
const from = Date.UTC(2027, 0, 1);
const anyAt = fc.integer({ min: from, max: Date.UTC(2029, 0, 1) });
const anySeverity = fc.constantFrom(...severities);

const anyWays: fc.Arbitrary<ContactWay[]> = fc
  .array(
    fc.record({
      channel: fc.constantFrom(...wayChannels),
      address: fc.constantFrom('one', 'two'),
      dependsOn: fc.subarray(['sbc', 'mail']),
    }),
    { maxLength: 4 },
  )
  .map((ways) => ways.map((way, i) => ({ ...way, id: `w${i}` })));

const anyRules = fc.array(
  fc.record({ way: fc.constantFrom('w0', 'w1', 'w2', 'gone'), afterMinutes: fc.integer({ min: 0, max: 20 }) }),
  { maxLength: 4 },
);

const quietTexts = ['', '', '22:00-07:00', '01:00-02:30', '08:00-20:00', 'Sa-Su 00:00-24:00'];

function anyResponder(id: string): fc.Arbitrary<Responder> {
  return fc
    .record({
      zone: fc.constantFrom(...zones),
      ways: anyWays,
      low: fc.option(anyRules, { nil: undefined }),
      high: fc.option(anyRules, { nil: undefined }),
      quiet: fc.constantFrom(...quietTexts),
      absences: fc.array(
        fc.record({
          from: anyAt,
          long: fc.integer({ min: 1, max: 300 * 86_400_000 }),
          standIn: fc.constantFrom('', ...ids),
        }),
        { maxLength: 2 },
      ),
    })
    .map(({ low, high, absences, ...more }) => ({
      ...more,
      id,
      name: id,
      language: 'nl',
      rules: { ...(low && { low }), ...(high && { high }) },
      absences: absences.map(({ from, long, standIn }) => ({ from, until: from + long, standIn })),
    }));
}

const anyWorld: fc.Arbitrary<EscalationWorld> = fc
  .tuple(fc.tuple(...ids.map(anyResponder)), anySchedule, fc.subarray(ids), fc.subarray(['sbc', 'mail']))
  .map(([people, schedule, role, hit]) =>
    makeWorld(people, {
      schedules: new Map([['noc', makeStored(schedule)]]),
      roles: new Map([['role', role]]),
      hit: new Set(hit),
    }),
  );

const anyTarget = fc.oneof(
  fc.constantFrom(...ids, 'ghost').map((id) => ({ kind: 'person' as const, id })),
  fc.constant({ kind: 'schedule' as const, id: 'noc' }),
  fc.constant({ kind: 'role' as const, id: 'role' }),
);

const anyPolicy: fc.Arbitrary<EscalationPolicyForm> = fc.record({
  name: fc.constant('Any'),
  steps: fc.array(
    fc.record({
      targets: fc.array(anyTarget, { minLength: 1, maxLength: 3 }),
      waitMinutes: fc.integer({ min: 1, max: 15 }),
    }),
    { maxLength: 4 },
  ),
  repeat: fc.integer({ min: 0, max: 3 }),
  silentMinutes: fc.constantFrom(0, 0, 10),
});

/** Something that happens some minutes after what happened before. */
interface Happening {
  readonly after: number;
  readonly what: 'time' | 'acknowledged' | 'declined' | 'failed' | 'delivered' | 'progress' | 'severity';
  readonly who: string;
  readonly which: number;
  readonly severity: Severity;
}

const happening = (what: fc.Arbitrary<Happening['what']>): fc.Arbitrary<Happening> =>
  fc.record({
    after: fc.integer({ min: 0, max: 30 * minute }),
    what,
    who: fc.constantFrom(...ids),
    which: fc.nat(30),
    severity: anySeverity,
  });
const anything = happening(
  fc.constantFrom('time', 'acknowledged', 'declined', 'failed', 'failed', 'delivered', 'progress', 'severity'),
);
const noAnswer = happening(fc.constantFrom('time', 'failed', 'delivered', 'progress'));

function inputOf({ what, who, which, severity }: Happening, at: number, drive: Drive): EscalationInput {
  switch (what) {
    case 'acknowledged':
    case 'declined':
      return { kind: what, at, by: who, way: 'link' };
    case 'failed':
    case 'delivered': {
      const handed = drive.sent;
      const key = handed[which % Math.max(1, handed.length)]?.effect.key ?? 'none';
      return { kind: 'delivery', at, key, result: what, detail: '' };
    }
    case 'severity':
      return { kind: 'severity', at, severity };
    default:
      return { kind: what, at };
  }
}

/** Plays a story with the time told whenever it is asked for. */
function play(drive: Drive, start: number, story: readonly Happening[]): Drive {
  let at = start;
  for (const each of story) {
    at += each.after;
    drive.until(at).put(inputOf(each, at, drive));
  }
  return drive;
}

const runs = { numRuns: 400 };

describe('any run', () => {
  it('sends nobody two messages for one step, round and channel', () => {
    fc.assert(
      fc.property(anyPolicy, anyWorld, anyAt, anySeverity, fc.array(anything), (policy, world, at, severity, story) => {
        const drive = play(new Drive(policy, world, at, { severity }), at, story).toEnd();
        const addressOf = (person: string, id: string) =>
          world.people.get(person)!.ways.find((way) => way.id === id)!.address;
        const keys = drive.sent.map(({ effect }) => effect.key);
        const messages = drive.sent.map(({ effect }) =>
          [
            effect.cycle,
            effect.round,
            effect.step,
            effect.person,
            effect.channel,
            addressOf(effect.person, effect.way),
          ].join(' '),
        );
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Set(messages).size).toBe(messages.length);
      }),
      runs,
    );
  });

  it('comes to rest: acknowledged, or nobody was reached and it says so', () => {
    fc.assert(
      fc.property(anyPolicy, anyWorld, anyAt, anySeverity, fc.array(anything), (policy, world, at, severity, story) => {
        const drive = play(new Drive(policy, world, at, { severity }), at, story).toEnd();
        const last = drive.told.findLast(({ effect }) => effect.kind === 'reached' || effect.kind === 'nobody-reached');
        if (drive.state.phase === 'acknowledged') expect(last?.effect.kind).toBe('reached');
        else {
          expect(drive.state.phase).toBe('nobody-reached');
          expect(last?.effect.kind).toBe('nobody-reached');
        }
        expect(drive.state.asks.filter(({ state }) => state === 'waiting')).toEqual([]);
      }),
      runs,
    );
  });

  it('drops nothing for quiet hours: what was planned goes out, outside of them unless it is critical', () => {
    fc.assert(
      fc.property(anyPolicy, anyWorld, anyAt, anySeverity, fc.array(noAnswer), (policy, world, at, severity, story) => {
        const drive = play(new Drive(policy, world, at, { severity }), at, story).toEnd();
        const sent = new Set(drive.sent.map(({ effect }) => effect.key));
        expect(drive.state.asks.map(({ key }) => key).filter((key) => !sent.has(key))).toEqual([]);
        for (const { at: when, effect } of drive.sent) {
          const { zone, quiet } = world.people.get(effect.person)!;
          if (severity === 'critical') expect(effect.deferredFrom).toBe(0);
          else if (inQuiet(quiet, zone, when))
            expect.fail(`${effect.person} was woken at ${new Date(when).toISOString()}`);
        }
      }),
      runs,
    );
  });

  it('sends nothing after an acknowledgement, as long as that counts', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        anyWorld,
        anyAt,
        fc.array(noAnswer),
        fc.array(noAnswer),
        fc.integer({ min: 0, max: 100 * minute }),
        (policy, world, at, before, after, later) => {
          const drive = play(new Drive({ ...policy, silentMinutes: 0 }, world, at), at, before);
          const when = drive.state.now + later;
          drive.put({ kind: 'acknowledged', at: when, by: 'anna', way: 'app' });
          const sent = drive.sent.length;
          play(drive, when, after).toEnd();
          expect(drive.sent.length).toBe(sent);
          expect(drive.state.phase).toBe('acknowledged');
        },
      ),
      runs,
    );
  });

  it('goes the same way after a restart at every point, however often the time is told', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        anyWorld,
        anyAt,
        anySeverity,
        fc.array(anything),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (policy, world, at, severity, story, place) => {
          const plain = play(new Drive(policy, world, at, { severity }), at, story).toEnd();
          const broken = new Drive(policy, world, at, { severity });
          broken.between = (state) => {
            const kept = JSON.parse(JSON.stringify(state));
            const next = escalationWakesAt(kept);
            if (next === undefined || next <= kept.now) return kept;
            // Told the time once more, before anything is due.
            const early = kept.now + Math.floor((next - 1 - kept.now) * place);
            const { state: told, effects } = advanceEscalation(kept, { kind: 'time', at: early }, world);
            expect(effects).toEqual([]);
            return JSON.parse(JSON.stringify({ ...told, now: kept.now }));
          };
          play(broken, at, story).toEnd();
          expect(broken.told).toEqual(plain.told);
          expect(broken.state).toEqual(plain.state);
        },
      ),
      runs,
    );
  });

  it('gives each step that asks somebody its whole wait, however late the time is told', () => {
    fc.assert(
      fc.property(
        anyPolicy,
        anyWorld,
        anyAt,
        fc.array(fc.integer({ min: 1, max: 40 * minute }), { minLength: 30, maxLength: 30 }),
        (policy, world, at, gaps) => {
          const drive = new Drive(policy, world, at, { severity: 'critical' });
          let now = at;
          for (const gap of gaps) {
            now += gap;
            drive.put({ kind: 'time', at: now });
          }
          const starts = new Map<string, { at: number; step: number }>();
          for (const { cycle, round, step, plannedAt } of drive.state.asks)
            starts.set(`${cycle} ${round} ${step}`, { at: plannedAt, step });
          const inOrder = [...starts.values()];
          for (const [i, next] of inOrder.slice(1).entries())
            expect(next.at - inOrder[i]!.at).toBeGreaterThanOrEqual(
              policy.steps[inOrder[i]!.step]!.waitMinutes * minute,
            );
        },
      ),
      runs,
    );
  });
});

/** Another reading of the few texts above, from what a clock shows. */
function inQuiet(quiet: string, zone: string, at: number): boolean {
  if (quiet === '') return false;
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const [weekday, time] = shown.format(at).split(' ') as [string, string];
  if (quiet.startsWith('Sa-Su')) return weekday.startsWith('Sa') || weekday.startsWith('Su');
  const [begin, end] = quiet.split('-') as [string, string];
  return begin < end ? time >= begin && time < end : time >= begin || time < end;
}
