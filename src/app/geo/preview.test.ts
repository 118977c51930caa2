import { expect, test } from 'vitest';
import type { GeoGuard, GeoPolicyForm, GeoService } from '../../core/geo/geo-policy.ts';
import type { AttackAlert, TrafficAccount, TrafficSource } from '../../core/geo/records.ts';
import { policyTemplates } from '../../decide/geo/templates.ts';
import { makeBook, makePolicy, makeRule } from '../../decide/geo/testing/make.ts';
import { previewOf } from './preview.ts';
import { bookLookingBack } from './previewed-book.ts';

const now = Date.UTC(2026, 5, 3, 12);
const at = { country: 'US', asNumber: 0, asName: 'Example', hosting: false };
const own: GeoGuard = { kind: 'own-network', range: '192.0.2.0/24', detail: '', until: 0 };

function alertOf(id: string, address = '203.0.113.7', more: Partial<AttackAlert> = {}): AttackAlert {
  return { id, rule: 'r', tenant: 'bakker', address, country: 'US', at: now - 1000, ...more };
}

interface Past {
  readonly alerts?: readonly AttackAlert[];
  /** What the evidence of each alert was about. */
  readonly about?: Readonly<Record<string, readonly GeoService[]>>;
  readonly sources?: readonly TrafficSource[];
  readonly accounts?: readonly TrafficAccount[];
}

/** Preview of a form over a past, in a book with our own network as a guard. */
async function preview(form: GeoPolicyForm, { alerts = [], about = {}, sources = [], accounts = [] }: Past) {
  const before = makeBook({ guards: [own] });
  const asked: string[] = [];
  const seen = await previewOf(30, {
    ...{ before, after: bookLookingBack(before, form, ''), scope: form.scope, now },
    geo: { find: () => at } as never,
    traffic: {
      sources: async (_query, take) => take(sources),
      accounts: async (places) => accounts.filter(({ address }) => places.some((place) => place.address === address)),
      callsOut: async () => {},
      attackAlerts: async () => ({ items: alerts, total: alerts.length + 2 }),
      alertServices: async (ids) => {
        asked.push(...ids);
        return new Map(ids.flatMap((id) => (about[id] ? [[id, about[id]] as const] : [])));
      },
    },
  });
  return { ...seen, asked, ids: seen.stopped.map(({ alert }) => alert) };
}

const about = (id: string, ...services: GeoService[]) => ({ [id]: services });

test('management for own networks only stops the guessing of ssh passwords, and nothing at the SIP server', async () => {
  const { policy } = policyTemplates().find(({ id }) => id === 'own-networks')!;
  const found = await preview(policy, {
    alerts: [alertOf('ssh'), alertOf('web'), alertOf('sip'), alertOf('untold'), alertOf('ours', '192.0.2.9')],
    about: { ...about('ssh', 'ssh'), ...about('web', 'web'), ...about('sip', 'registration'), ...about('ours', 'ssh') },
  });
  expect(found.ids).toEqual(['web', 'ssh']);
  expect(found).toMatchObject({ stoppedTotal: 2, alertsTotal: 7 });
  // The evidence of what stays as it is is not read.
  expect(found.asked).not.toContain('ours');
});

test('a refusal of registrations stops attacks on registrations, and no attack that could go on with calls', async () => {
  const form = makePolicy('p', [makeRule('refuse', ['US'], { services: ['registration'] })]);
  const found = await preview(form, {
    alerts: [alertOf('both'), alertOf('register'), alertOf('calls'), alertOf('untold')],
    about: {
      ...about('both', 'calls-in', 'registration'),
      ...about('register', 'registration'),
      ...about('calls', 'calls-in'),
    },
  });
  expect(found.ids).toEqual(['register']);
  const sip = makePolicy('p', [makeRule('refuse', ['US'])]);
  const all = await preview(sip, { alerts: [alertOf('both'), alertOf('untold')], about: about('both', 'calls-in') });
  expect(all.ids.toSorted()).toEqual(['both', 'untold']);
});

test('alerts are judged by their own time, newest first in the list', async () => {
  const form = makePolicy('p', [
    makeRule('refuse', ['US'], { when: { from: 0, until: 0, hours: 'Mo-Fr 08:00-18:00', timeZone: 'UTC' } }),
  ]);
  const alerts = [0, 1, 2, 3, 4].map((days) =>
    // Noon and midnight by turns: 3 June 2026 is a Wednesday, and the Sunday before is no working day.
    alertOf(`d${days}`, '203.0.113.7', { at: now - days * 86_400_000 - (days % 2) * 43_200_000 }),
  );
  const found = await preview(form, {
    alerts,
    about: Object.fromEntries(alerts.map(({ id }) => [id, ['registration']])),
  });
  expect(found.ids).toEqual(['d0', 'd2']);
});

test('sites whose accounts would break are named, with how many there', async () => {
  const source = (address: string, good: number): TrafficSource => ({
    ...{ tenant: 'bakker', service: 'registration', address, country: 'US', asNumber: 0, hosting: false },
    ...{ good, failed: 0, other: 0, accounts: 1, attack: false, hours: 1, lastSeen: now },
  });
  const account = (name: string, address: string, site: string, lastSeen = now): TrafficAccount => ({
    ...{ tenant: 'bakker', service: 'registration', account: name, address, country: 'US', good: 2, lastSeen },
    ...{ site, siteName: site && `Site ${site}`, asset: '' },
  });
  const form = makePolicy('p', [makeRule('refuse', ['US'])]);
  const found = await preview(form, {
    sources: [source('203.0.113.1', 4), source('203.0.113.2', 2), source('203.0.113.3', 2), source('192.0.2.1', 9)],
    accounts: [
      account('101', '203.0.113.1', 'a'),
      account('102', '203.0.113.1', 'b'),
      account('101', '203.0.113.2', 'a', now - 5),
      account('103', '203.0.113.2', 'a'),
      account('104', '203.0.113.3', ''),
      account('105', '192.0.2.1', 'c'),
    ],
  });
  expect(found.brokenSites).toEqual([
    { tenant: 'bakker', site: 'a', name: 'Site a', accounts: 2, good: 6, lastSeen: new Date(now).toISOString() },
    { tenant: 'bakker', site: 'b', name: 'Site b', accounts: 1, good: 2, lastSeen: new Date(now).toISOString() },
  ]);
  expect(found.broken.map((one) => [one.account, one.site])).toEqual([
    ['101', 'Site a'],
    ['102', 'Site b'],
    ['101', 'Site a'],
    ['103', 'Site a'],
    ['104', ''],
  ]);
});
