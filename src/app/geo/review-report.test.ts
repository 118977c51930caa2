import { expect, test } from 'vitest';
import type { GeoReviewRecord, GeoSuggestionRecord } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import { reviewReport } from './review-report.ts';

const at = Date.UTC(2026, 5, 1, 22, 30);
const tenants = [
  { id: providerTenant, name: 'Belnet BV', timeZone: 'Europe/Amsterdam' },
  { id: 'bakker', name: 'Bakker | Zn', timeZone: 'UTC' },
];
const suggestion = (own: Partial<GeoSuggestionRecord>): GeoSuggestionRecord => ({
  ...{ id: 's', review: 'r', kind: 'close-country', tenant: providerTenant, about: 'BE', evidence: [], decision: '' },
  ...{ sentence: { en: 'Close Belgium?', nl: 'België dichtdoen?' }, decidedBy: '', decidedAt: undefined, note: '' },
  ...own,
});
const review: GeoReviewRecord = {
  ...{ id: 'r', at, owner: 'Ann', dueOn: '2026-06-15', state: 'open' },
  facts: {
    countedDays: 90,
    keptDays: 30,
    ageDays: 12,
    coverage4: 0.99976,
    coverage6: 0.9,
    sources: 1200,
    located: 1188,
  },
  attackShares: [
    { country: 'CN', share: 0.75, attempts: 3000, packets: 90_000, packetShare: 1 },
    { country: '', share: 0.25, attempts: 1000, packets: undefined, packetShare: undefined },
  ],
  suggestions: [
    suggestion({}),
    suggestion({
      ...{ kind: 'exception-for-good', tenant: 'bakker', decision: 'rejected', decidedBy: 'Ann', decidedAt: at },
      sentence: { en: 'Make an exception?', nl: 'Een uitzondering maken?' },
      evidence: [{ en: 'Worked from there: <b>201</b>, [x](http://evil).', nl: 'Werkte daar.' }],
      note: '=HYPERLINK("x")\n# not now',
    }),
  ],
};
const markdown = async (language: 'nl' | 'en', own: Partial<GeoReviewRecord> = {}) =>
  new TextDecoder().decode(await reviewReport({ ...review, ...own }, 'markdown', language, tenants));

test('a review is a report: what it is founded on, what was suggested and decided, where attacks came from', async () => {
  const text = await markdown('en');
  expect(text).toContain('# Geo-blocking: is it still right?\n\nBelnet BV\n');
  // The day of the provider, whose clock is past midnight.
  expect(text).toContain('Check of 2 June 2026');
  expect(text).toContain('Open: 1 of 2 decided.');
  expect(text).toContain('They cover 99.9% of the announced IPv4 addresses and 90% of IPv6.');
  expect(text).toContain('Of 1,200 sources with a public address 1,188 have a country (99%).');
  expect(text).toContain('| China | 3,000 | 75% | 90,000 | 100% |');
  expect(text).toContain('| Country unknown | 1,000 | 25% | – | – |');
  // What cuts somebody off stands before what can wait.
  expect(text.indexOf('Make an exception?')).toBeLessThan(text.indexOf('Close Belgium?'));
  expect(text).toContain('Rejected: Ann, 2 June 2026');
});

test('the day by which it is to be answered is that day in every zone', async () => {
  const far = tenants.map((tenant) => ({ ...tenant, timeZone: 'America/Los_Angeles' }));
  const text = new TextDecoder().decode(await reviewReport(review, 'markdown', 'nl', far));
  expect(text).toContain('Te beantwoorden uiterlijk op: 15 juni 2026');
  expect(text).toContain('Controle van 1 juni 2026');
});

test('what people and strangers wrote is text and nothing else', async () => {
  const text = await markdown('en');
  expect(text).toContain('\\<b\\>201\\</b\\>, \\[x\\](http://evil).');
  expect(text).toContain('Make an exception? (Bakker \\| Zn)');
  expect(text).toContain('<br>\\=HYPERLINK("x")<br>\\# not now');
  expect(text).not.toMatch(/(?<!\\)<(?!br>)/);
});

test('in Dutch, closed, with nothing to say and nothing known', async () => {
  const text = await markdown('nl', { suggestions: [], attackShares: [], facts: undefined, state: 'done', owner: '' });
  expect(text).toContain('# Geoblokkade: klopt het nog?');
  for (const part of [
    'Controle van 2 juni 2026',
    'Eigenaar: niemand',
    'Afgesloten',
    'niet bewaard',
    'het beleid klopt',
  ])
    expect(text).toContain(part);
  expect(await markdown('nl')).toContain('België dichtdoen?');
});

test('as PDF', async () => {
  const file = await reviewReport(review, 'pdf', 'nl', tenants);
  expect(new TextDecoder('latin1').decode(file.subarray(0, 5))).toBe('%PDF-');
  expect(file.length).toBeGreaterThan(2000);
});
