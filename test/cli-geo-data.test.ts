import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type {
  GeoAttackPreview,
  GeoAttackWire,
  GeoDataSettings,
  GeoDataWire,
  GeoPolicyWire,
  GeoProposal,
  GeoReview,
  GeoReviewSettings,
} from '../src/api/schema/geo.ts';
import { findPackaged } from '../src/enrich/enrichers/geo/packaged.ts';
import { form, GeoCli, me, places, rule } from './lab/geo-cli.ts';
import { until } from './lab/until.ts';

/** `./belwacht geo` under attack, about country data and about reviews, against a running server. */
// Each command is a process of its own, and some tests run dozens.
vi.setConfig({ testTimeout: 300_000 });
let cli: GeoCli;
const geo = (...words: string[]) => cli.run(...words);
const lines = <T>(...words: string[]) => cli.lines<T>(...words);
const one = <T>(...words: string[]) => cli.one<T>(...words);
const fails = (code: number, ...words: string[]) => cli.fails(code, ...words);
const file = (name: string, content: unknown) => cli.file(name, content);
const { american, french } = places;

beforeAll(async () => {
  cli = await GeoCli.open('cli-geo-data');
}, 180_000);
afterAll(() => cli?.close());

describe('under attack', () => {
  test('a mode is previewed without being on, turned on, made longer and lifted', async () => {
    const wish = ['attack', 'refuse-countries', '--countries', 'us,de', '--for', '10m', '--reason', 'flood'];
    const seen = await one<GeoAttackPreview>(...wish, '--preview');
    expect(seen.countries).toEqual(['US', 'DE']);
    expect(seen.refuses.failed + seen.refuses.attack).toBe(40);
    expect(seen.cuts.map(({ name }) => name)).toEqual(['202']);
    const text = await geo(...wish, '--preview');
    expect(text).toContain('refuse-countries (US, DE) for everybody: nothing is on yet');
    expect(text).toMatch(/phone 202 +141\.2\.1\.1 +DE/);
    expect(await geo('attacks')).toBe('no attack mode was ever on\n');
    const on = await one<GeoAttackWire>(...wish, '--confirm', 'all');
    expect(on).toMatchObject({ state: 'in-force', countries: ['US', 'DE'], reason: 'flood', by: me });
    expect(await cli.verdictOf(american)).toBe('refuse');
    expect(await geo('extend', on.id, '--for', '1h')).toContain(`${on.id} refuse-countries US,DE in-force until`);
    expect(await geo('lift', on.id)).toContain('lifted');
    expect((await fails(1, 'lift', on.id)).err).toContain('not on any more');
    expect((await fails(2, 'attack', 'everything')).err).toContain('only-known, only-home');
    expect((await fails(2, 'attack', 'only-known', '--site', 'x')).err).toContain('--customer');
    expect((await fails(2, 'attack', 'only-known', '--for', 'long')).err).toContain('is not a duration');
  });

  test('what is proposed is taken or dismissed', { timeout: 240_000 }, async () => {
    expect(await geo('proposals')).toBe('nothing is proposed\n');
    const token = await cli.serving.token('ingest', 'pbx two', 'bakkerij');
    const flood = Array.from({ length: 600 }, (_, i) => ({
      ...{ '@timestamp': new Date().toISOString(), 'event.action': 'sip-register', 'event.outcome': 'failure' },
      ...{ 'event.reason': 'wrong-password', 'source.ip': [french, american][i % 2], 'user.name': `10${i % 40}` },
    }));
    await cli.serving.deliver(token.secret, flood);
    const proposed = (what: string) =>
      until(what, 100, async () => {
        const [first] = await lines<GeoProposal>('proposals');
        return first;
      });
    const { id, attack } = await proposed('a proposal');
    expect(attack).toMatchObject({ kind: 'refuse-countries' });
    expect(await geo('proposals')).toMatch(new RegExp(`${id} +\\S+ +\\d+ % +\\w\\w,\\w\\w `));
    const on = await one<GeoAttackWire>('proposal', 'take', id, '--for', '20m');
    expect(on).toMatchObject({ state: 'in-force' });
    expect(on.countries.toSorted()).toEqual(['FR', 'US']);
    expect(Math.round((Date.parse(on.until) - Date.parse(on.from)) / 60_000)).toBe(20);
    expect((await lines<GeoProposal>('proposals')).map((one) => one.id)).not.toContain(id);
    expect((await fails(2, 'proposal', 'take', id)).err).toContain('there is no proposal');
    await geo('lift', on.id);
    const again = await proposed('the attack that goes on to be proposed again, or another mode');
    expect(await geo('proposal', 'dismiss', again.id)).toContain('not proposed again');
    expect((await lines<GeoProposal>('proposals')).map((one) => one.id)).not.toContain(again.id);
    expect((await fails(1, 'proposal', 'dismiss', again.id)).err).toContain('There is no such proposal');
  });
});

describe('country data', () => {
  test('settings show what is set, and change what is named', async () => {
    expect(await geo('data', 'settings')).toMatch(/^MaxMind account –, licence key not set\nan update waits/);
    const before = await one<GeoDataSettings>('data', 'settings');
    const key = file('key', 'secret-licence-key\n');
    const set = await one<GeoDataSettings>('data', 'settings', '--maxmind-account', '4711', '--maxmind-key-file', key);
    expect(set).toEqual({ maxmindAccount: '4711', maxmindKeySet: true, holdAbove: before.holdAbove });
    const text = await geo('data', 'settings', '--hold-above', '0.1%');
    expect(text).toContain('account 4711, licence key set');
    expect(text).toContain('above 0.1 % of addresses');
    expect(text).not.toContain('secret');
    expect(await one('data', 'settings', '--forget-maxmind-key')).toEqual({
      maxmindAccount: '4711',
      maxmindKeySet: false,
      holdAbove: 0.001,
    });
    expect((await fails(2, 'data', 'settings', '--hold-above', '200%')).err).toContain('no share');
    expect((await fails(2, 'data', 'settings', '--maxmind-key-file', key, '--forget-maxmind-key')).err).toContain(
      'not both',
    );
  });

  test('an update that waits is dismissed, accepted, and taken back', { timeout: 240_000 }, async () => {
    const { country } = findPackaged();
    const lines4 = readFileSync(join(country.folder, 'geo-whois-asn-country-ipv4-num.csv'), 'utf8');
    // Whole Sweden moves: more than the 0.1 % that go by themselves.
    const jump = file('jump.csv', lines4.replaceAll(',SE\n', ',CW\n'));
    const swedish = '130.237.28.40';
    const place = () => cli.countryOf(swedish);
    expect(await place()).toBe('SE');
    expect((await fails(1, 'data', 'dismiss')).err).not.toBe('');
    await fails(1, 'update', jump);
    expect(await geo('data')).toContain('an update waits for a person');
    expect((await one<GeoDataWire>('data', 'dismiss')).held).toBeNull();
    await fails(1, 'update', jump);
    expect(await geo('data')).toContain('an update waits for a person');
    expect(await geo('dismiss')).not.toContain('an update waits for a person');
    expect(await place()).toBe('SE');
    await fails(1, 'update', jump);
    expect((await one<GeoDataWire>('data', 'accept', '--confirm', 'all')).held).toBeNull();
    expect(await place()).toBe('CW');
    // The word it always had.
    await geo('revert', '--confirm', 'all');
    expect(await place()).toBe('SE');
    await geo('data', 'revert', '--confirm', 'all');
    expect(await place()).toBe('CW');
    await geo('data', 'revert', '--confirm', 'all');
  });

  test('a range is corrected, and the correction taken back', async () => {
    const made = await one<{ id: string; range: string }>('correct', '193.51.208.0/24', 'cw', '--note', 'ours');
    expect(await geo('corrections')).toMatch(/193\.51\.208\.0\/24 +CW +ours/);
    expect(await cli.countryOf(french)).toBe('CW');
    expect((await fails(1, 'correct', '193.51.208.0/24', 'FR')).err).toContain('has a correction');
    expect((await fails(2, 'correct', '193.51.208.0/24', '--hosting', 'maybe')).err).toContain('yes or no');
    const other = await one<{ id: string; range: string }>('correct', '193.51.208.0/25', 'MA', '--instead', made.id);
    expect(other).toMatchObject({ id: made.id, range: '193.51.208.0/25' });
    expect(await cli.countryOf(french)).toBe('MA');
    expect((await fails(1, 'correct', '193.51.208.0/25', 'MA', '--instead', 'nothing')).err).toContain('no such');
    expect(await geo('uncorrect', made.id)).toContain('taken back');
    expect(await cli.countryOf(french)).toBe('FR');
  });
});

describe('reviews', () => {
  test('are made, listed, shown with their evidence and decided', { timeout: 240_000 }, async () => {
    expect(await geo('review', 'settings', '--owner', 'Ann', '--day', '3')).toBe('on day 3 of the month, by Ann\n');
    expect(await one<GeoReviewSettings>('review', 'settings', '--day', '5')).toEqual({ owner: 'Ann', dayOfMonth: 5 });
    expect((await fails(2, 'review', 'settings', '--day', '31')).err).toContain('from 1 to 28');
    expect(await geo('review', 'last')).toBe('there was no review yet\n');
    expect(await geo('reviews')).toBe('there was no review yet\n');
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const proposed = { ...form('Proposed', rule('us', 'refuse', ['US'])), proposeOn: yesterday };
    const policy = await one<GeoPolicyWire>('policy', 'save', file('proposed.json', proposed));
    const review = await one<GeoReview>('review');
    expect(review).toMatchObject({ owner: 'Ann', state: 'open' });
    expect(await one<GeoReview>('review', 'last')).toEqual(review);
    expect((await lines<GeoReview>('reviews')).map(({ id }) => id)).toEqual([review.id]);
    expect(await geo('reviews')).toMatch(
      new RegExp(`${review.id} +\\S+ +Ann +\\S+ +open +${review.suggestions.length} `),
    );
    const suggestion = review.suggestions.find(({ kind }) => kind === 'enforce-policy')!;
    const shown = await geo('review', 'show', review.id);
    expect(shown).toContain(`${suggestion.id}  enforce-policy  open`);
    expect(shown).toContain(`  - ${suggestion.evidence[0]!.en}`);
    expect((await fails(2, 'review', 'decide', 'last', suggestion.id, 'perhaps')).err).toContain(
      'accepted, rejected, later',
    );
    expect((await fails(1, 'review', 'decide', 'last', 'nothing', 'later')).err).toContain(
      'There is no such suggestion',
    );
    for (const { id } of review.suggestions)
      await geo('review', 'decide', review.id, id, id === suggestion.id ? 'rejected' : 'accepted', '--note', 'not now');
    expect(await geo('review', 'report', 'last')).toContain('# Geo-blocking');
    const pdf = join(cli.serving.dir, 'review.pdf');
    await geo('review', 'report', review.id, '--out', pdf, '--language', 'nl');
    expect(readFileSync(pdf, 'latin1')).toMatch(/^%PDF-/);
    expect((await fails(2, 'review', 'report', 'last', '--out', pdf)).err).toContain('--force replaces it');
    expect((await fails(2, 'review', 'report', 'last', '--out', 'review.docx')).err).toContain('FILE.pdf');
    const done = await one<GeoReview>('review', 'show', 'last');
    expect(done.state).toBe('done');
    expect(done.suggestions.find(({ id }) => id === suggestion.id)).toMatchObject({
      ...{ decision: 'rejected', note: 'not now', decidedBy: me },
    });
    expect(await geo('review', 'show', 'last')).toContain(`rejected by ${me}: not now`);
    expect((await fails(1, 'review', 'show', 'nothing')).err).toContain('there is no review');
    await geo('policy', 'delete', policy.id);
  });
});
