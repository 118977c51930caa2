import { expect, test } from 'vitest';
import type { Incident } from '../../../core/incident/incident.ts';
import type { Escalation } from '../../../core/on-call/escalation.ts';
import type { Responder } from '../../../core/on-call/responder.ts';
import { helpers } from './call-for-help.ts';
import type { Directory, KnownResponder } from './directory.ts';

const noon = Date.parse('2026-03-02T12:00:00Z');
const person = (id: string, more: Partial<Responder> = {}): KnownResponder => ({
  ...{ id, name: id, email: `${id}@example.net`, role: 'engineer', language: 'en', zone: 'Europe/Amsterdam' },
  ...{ record: undefined, ownWays: [], rules: {}, quiet: '', absences: [] },
  ways: [{ id: 'mail', channel: 'mail', address: `${id}@example.net`, dependsOn: [] }],
  ...more,
});
const directory = (...people: KnownResponder[]) =>
  ({ people: new Map(people.map((each) => [each.id, each])), schedules: new Map(), roles: new Map() }) as Pick<
    Directory,
    'people' | 'schedules' | 'roles'
  > as Directory;
const incident = (roles: Readonly<Record<string, string>>, drill = false) =>
  ({
    ...{ id: 'i', severity: 'high', drill, tenant: 'acme', classification: 'fraud/masquerade' },
    impact: { customers: [], sites: [], assets: [] },
    roles: Object.entries(roles).map(([role, id]) => ({ role, person: { id: `user:${id}`, name: id }, from: 0 })),
  }) as unknown as Incident;
const ready = (channel: string) => channel === 'mail';
const call = { also: ['user:starter', 'token:t1'] };

test('coordinator, deputy, who acknowledged, who began it, each once', () => {
  const all = directory(...['c', 'd', 'ack', 'starter'].map((id) => person(id)));
  const escalation = {
    ...{ phase: 'acknowledged', cycle: 1 },
    answers: [
      { at: 0, cycle: 0, by: 'd', way: 'app', kind: 'acknowledged' },
      { at: 1, cycle: 1, by: 'ack', way: 'app', kind: 'acknowledged' },
    ],
  } as unknown as Escalation;
  const roles = { deputy: 'd', coordinator: 'c' };
  expect(helpers(call, incident(roles), escalation, all, ready, noon)).toEqual(['c', 'd', 'ack', 'starter']);
  expect(helpers(call, incident({ coordinator: 'starter' }), undefined, all, ready, noon)).toEqual(['starter']);
  expect(helpers({ also: [] }, incident({}), undefined, all, ready, noon)).toEqual([]);
});

test('who cannot be reached now is passed over, and who is away is replaced', () => {
  const away = { from: noon - 1, until: noon + 1, standIn: 'stand-in' };
  const all = directory(
    person('c', { ways: [{ id: 'sms', channel: 'sms', address: '+31612345678', dependsOn: [] }] }),
    person('d', { absences: [away] }),
    person('stand-in'),
    person('starter', { quiet: '12:00-14:00' }),
  );
  const roles = { coordinator: 'c', deputy: 'd' };
  expect(helpers(call, incident(roles), undefined, all, ready, noon)).toEqual(['stand-in']);
  // Somebody who does not work here any more.
  expect(helpers(call, incident({ coordinator: 'gone' }), undefined, directory(), ready, noon)).toEqual([]);
});

test('in a drill nobody but those who hold a role in it', () => {
  const all = directory(person('d'), person('starter'));
  expect(helpers(call, incident({ deputy: 'd' }, true), undefined, all, ready, noon)).toEqual(['d']);
});
