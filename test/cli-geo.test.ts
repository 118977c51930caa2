import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type {
  GeoChanges,
  GeoCheck,
  GeoGroupVersionWire,
  GeoOwnGroup,
  GeoPolicyWire,
  GeoRemovedGroup,
  GeoRemovedPolicy,
  GeoVersion,
} from '../src/api/schema/geo.ts';
import { api, form, GeoCli, me, places, rule } from './lab/geo-cli.ts';

/** `./belwacht geo` about policies and groups of a running server, as people and scripts run it. */
// Each command is a process of its own, and some tests run dozens.
vi.setConfig({ testTimeout: 300_000 });
let cli: GeoCli;
const geo = (...words: string[]) => cli.run(...words);
const lines = <T>(...words: string[]) => cli.lines<T>(...words);
const one = <T>(...words: string[]) => cli.one<T>(...words);
const fails = (code: number, ...words: string[]) => cli.fails(code, ...words);
const file = (name: string, content: unknown) => cli.file(name, content);
const { american, german } = places;
const exists = async (id: string) => (await cli.serving.ask('GET', `${api}/policies/${id}`)).status;

beforeAll(async () => {
  cli = await GeoCli.open('cli-geo');
}, 180_000);
afterAll(() => cli?.close());

describe('policies', () => {
  let id: string;

  test('are made from a file, listed and shown', async () => {
    const path = file('policy.json', form('Home only', rule('home', 'allow', ['NL']), rule('rest', 'refuse', ['any'])));
    const made = await one<GeoPolicyWire>('policy', 'save', path);
    expect(made).toMatchObject({ name: 'Home only', state: 'watch', version: 1, changedBy: me });
    id = made.id;
    expect((await lines<GeoPolicyWire>('policies')).map((policy) => policy.id)).toEqual([id]);
    expect(await geo('policies')).toMatch(/ID +STATE +FOR +RULES +NAME\n\S+ +watch +everybody +2 +Home only\n/);
    const shown = await geo('policy', 'show', id);
    for (const said of [/name +Home only/, /for +everybody/, /home +allow +sip +NL\n/, /rest +refuse +sip +any\n/])
      expect(shown).toMatch(said);
    expect(await one('policy', 'show', id)).toEqual(made);
    expect(await lines('policies', '--customer', 'bakkerij')).toEqual([]);
    expect(await geo('policies', '--customer', 'bakkerij')).toBe('there are no policies\n');
  });

  test('are changed as they were shown, and not over what somebody else saved', async () => {
    const shown = await one<GeoPolicyWire>('policy', 'show', id);
    const path = file('changed.json', {
      ...shown,
      note: 'by hand',
      rules: [...shown.rules, rule('be', 'limit', ['BE'])],
    });
    const { err } = await fails(1, 'policy', 'save', path);
    expect(err).toContain('rules.2.limit');
    const limit = { per: 'registrations', count: 10 };
    file('changed.json', {
      ...shown,
      note: 'by hand',
      rules: [...shown.rules, { ...rule('be', 'limit', ['BE']), limit }],
    });
    expect(await geo('policy', 'save', path)).toBe(`Home only is watch (version 2), id ${id}\n`);
    expect((await fails(1, 'policy', 'save', path)).err).toContain('Read it again, then change it.');
    expect(await geo('policy', 'show', id)).toContain('10 registrations a minute');
  });

  test('have a state; whom enforcing cuts off is named with a key and confirmed', async () => {
    const { out, err } = await fails(1, 'enforce', id);
    expect(out).toMatch(/KEY +WHO/);
    expect(out).not.toContain('201');
    expect(err).toContain('--confirm KEY,… or --confirm all');
    const told = await fails(1, 'policy', 'state', id, 'enforced', '--json');
    const { cuts } = JSON.parse(told.out) as GeoCheck;
    expect(cuts.map(({ name, address, verdict }) => [name, address, verdict])).toEqual([['202', german, 'refuse']]);
    expect(await geo('policy', 'state', id, 'enforced', '--confirm', cuts[0]!.key)).toContain(
      'is enforced (version 3)',
    );
    expect(await cli.verdictOf(american)).toBe('refuse');
    expect(await one<GeoPolicyWire>('off', id)).toMatchObject({ state: 'off', version: 4 });
    expect(await cli.verdictOf(american)).toBe('allow');
    expect(await one<GeoPolicyWire>('enforce', id, '--confirm', 'all')).toMatchObject({
      state: 'enforced',
      version: 5,
    });
    expect(await one<GeoPolicyWire>('watch', id)).toMatchObject({ state: 'watch', version: 6 });
    expect((await fails(2, 'policy', 'state', id, 'on')).err).toContain("'on' is no state");
  });

  test('say what they would have done', async () => {
    const seen = await one<{ hits: { refuse: { failed: number; attack: number } } }>('preview', id, '--days', '7');
    expect(seen.hits.refuse.failed + seen.hits.refuse.attack).toBe(40);
    const text = await geo('preview', id);
    expect(text).toMatch(/BECOMES +SUCCEEDED +FAILED +ATTACK\n/);
    expect(text).toMatch(/bakkerij +registration +202 +141\.2\.1\.1 +DE +refuse +3 times/);
  });

  test('keep every version, told apart in words, and go back', async () => {
    const versions = await lines<GeoVersion>('policy', 'versions', id);
    expect(versions.map(({ version, by }) => [version, by])).toEqual([6, 5, 4, 3, 2, 1].map((n) => [n, me]));
    expect(versions[0]!.policy.state).toBe('watch');
    const text = await geo('policy', 'versions', id);
    expect(text).toMatch(/version 2 .*\n {2}Note: – → by hand\.\n {2}Rule added: limit BE/);
    expect(text).toContain('State: enforced → watching.');
    expect(await one<GeoChanges>('policy', 'diff', id)).toMatchObject({
      from: 5,
      to: 6,
      changes: [{ en: 'State: enforced → watching.' }],
    });
    expect(await geo('policy', 'diff', id, '2', '1')).toMatch(
      /^from version 2 to version 1:\n.*by hand[\s\S]*Rule removed: limit BE/,
    );
    expect((await one<GeoChanges>('policy', 'diff', id, '2')).to).toBe(6);
    expect(await geo('policy', 'diff', id, '2', '6')).toContain('they say the same');
    expect((await fails(2, 'policy', 'diff', id, '1', '1')).err).toContain('not the same');
    expect((await fails(1, 'policy', 'diff', id, '1', '77')).err).toContain('There is no such version');
    expect(await geo('policy', 'revert', id, '1')).toContain('as in version 1 again: Home only is watch (version 7)');
    expect((await one<GeoPolicyWire>('policy', 'show', id)).rules).toHaveLength(2);
    expect((await fails(1, 'policy', 'revert', id, '99')).err).toContain('There is no such version');
    expect((await fails(2, 'policy', 'revert', id, 'first')).err).toContain('is no version');
    expect((await fails(1, 'policy', 'revert', id, '3')).out).toContain('202');
  });

  test('that are removed are known with their versions, and come back under their id without being enforced', async () => {
    await geo('enforce', id, '--confirm', 'all');
    expect(await geo('policies', '--removed')).toBe('no policy was removed\n');
    expect((await fails(1, 'policy', 'restore', id)).err).toContain('nothing has to be brought back');
    expect(await geo('policy', 'delete', id)).toContain(`./belwacht geo policy restore ${id} brings it back`);
    expect(await exists(id)).toBe(404);
    expect(await cli.verdictOf(american)).toBe('allow');
    const [removed, ...others] = await lines<GeoRemovedPolicy>('policies', '--removed');
    expect(others).toEqual([]);
    expect(removed).toMatchObject({ id, version: 8, removedBy: me, policy: { name: 'Home only', state: 'enforced' } });
    expect(await geo('policies', '--removed')).toMatch(
      new RegExp(`${id} +8 +\\S+ +${me} +enforced +everybody +Home only`),
    );
    expect(await lines('policies', '--removed', '--customer', 'bakkerij')).toEqual([]);
    expect(await geo('policy', 'versions', id)).toMatch(new RegExp(`^removed \\S+ by ${me}\nversion 8 `));
    expect((await one<GeoChanges>('policy', 'diff', id, '1', '8')).changes).toHaveLength(1);
    // The server that is killed remembers it.
    await cli.serving.server.stop('SIGKILL');
    await cli.serving.start();
    const back = await one<GeoPolicyWire>('policy', 'restore', id);
    expect(back).toMatchObject({ id, version: 9, state: 'watch', name: 'Home only' });
    expect(await exists(id)).toBe(200);
    expect(await cli.verdictOf(american)).toBe('watch');
    expect(await lines('policies', '--removed')).toEqual([]);
    const versions = await lines<GeoVersion>('policy', 'versions', id);
    expect(versions.map(({ version, removed: gone }) => [version, gone]).slice(0, 3)).toEqual([
      [9, false],
      [8, true],
      [7, false],
    ]);
    expect(versions[0]!.changes[0]!.en).toBe('Brought back after it was removed.');
    // As it once was, and off stays off.
    await geo('off', id);
    await geo('policy', 'delete', id);
    expect(await one<GeoPolicyWire>('policy', 'restore', id, '2')).toMatchObject({
      version: 11,
      state: 'watch',
      note: 'by hand',
    });
    await geo('off', id);
    await geo('policy', 'delete', id);
    expect(await geo('policy', 'restore', id)).toContain('it is back: Home only is off (version 13)');
    await geo('policy', 'delete', id);
    expect((await fails(1, 'policy', 'restore', id, '55')).err).toContain('There is no such version');
    expect((await fails(1, 'policy', 'restore', 'nothing')).err).toContain('There is no such policy');
  });

  test('that cannot be any more are not brought back', async () => {
    await geo('group', 'put', 'partners', 'SE', 'AS64500');
    const path = file(
      'partners.json',
      form('Partners', rule('in', 'allow', ['partners']), rule('out', 'refuse', ['any'])),
    );
    const made = await one<GeoPolicyWire>('policy', 'save', path);
    expect((await fails(1, 'group', 'delete', 'partners')).err).toContain('Partners');
    await geo('policy', 'delete', made.id);
    await geo('group', 'delete', 'partners');
    expect((await fails(1, 'policy', 'restore', made.id)).err).toContain('partners');
    expect(await exists(made.id)).toBe(404);
    await geo('group', 'revert', 'partners', '1');
    expect(await one<GeoPolicyWire>('policy', 'restore', made.id)).toMatchObject({ id: made.id, version: 2 });
    // Out as a file, and in again: a dry run makes nothing.
    const yaml = file('policies.yaml', await geo('export'));
    expect(await geo('import', yaml, '--dry-run')).toMatch(
      /^1 policies: a dry run, nothing was changed\n {2}Partners\n/,
    );
    expect(await lines('policies')).toHaveLength(1);
    await geo('policy', 'delete', made.id);
    expect(await geo('import', yaml)).toContain('The group partners is there already and stays as it is.');
    for (const policy of await lines<GeoPolicyWire>('policies')) await geo('policy', 'delete', policy.id);
    await geo('group', 'delete', 'partners');
  });
});

describe('groups', () => {
  test('are made, changed, told apart, taken back and brought back', async () => {
    expect(await geo('groups')).toBe('there are no own groups\n');
    const made = await one<GeoOwnGroup>('group', 'put', 'branches', 'NL', 'CW', '--title', 'Branches');
    expect(made).toMatchObject({ name: 'branches', subjects: ['NL', 'CW'], title: { en: 'Branches' }, version: 1 });
    expect(await geo('group', 'put', 'branches', 'NL', '203.0.113.0/24')).toBe(
      'branches is version 2: NL, 203.0.113.0/24\n',
    );
    // Who says nothing of the title keeps it.
    expect((await one<GeoOwnGroup>('group', 'show', 'branches')).title.en).toBe('Branches');
    expect(await geo('group', 'show', 'branches')).toMatch(/subjects +NL, 203\.0\.113\.0\/24/);
    expect(await geo('groups')).toMatch(/branches +Branches +NL, 203\.0\.113\.0\/24/);
    const versions = await lines<GeoGroupVersionWire>('group', 'versions', 'branches');
    expect(versions.map(({ version, by, subjects }) => [version, by, subjects.join(' ')])).toEqual([
      [2, me, 'NL 203.0.113.0/24'],
      [1, me, 'NL CW'],
    ]);
    expect(await geo('group', 'versions', 'branches')).toMatch(
      /version 2 .*\n {2}Added: 203\.0\.113\.0\/24\.\n {2}Removed: CW\.\n/,
    );
    expect((await one<GeoChanges>('group', 'diff', 'branches')).changes.map(({ en }) => en)).toEqual([
      'Added: 203.0.113.0/24.',
      'Removed: CW.',
    ]);
    expect(await geo('group', 'revert', 'branches', '1')).toContain('branches is version 3: NL, CW');
    expect((await fails(1, 'group', 'revert', 'branches', '9')).err).toContain('There is no such version');
    expect((await fails(1, 'group', 'put', 'branches', 'Atlantis')).err).toContain('Atlantis');
    expect((await fails(1, 'group', 'put', 'EU', 'NL')).err).toContain('name');
    expect(await geo('group', 'delete', 'branches')).toContain('./belwacht geo group revert branches 3 brings it back');
    expect((await fails(1, 'group', 'show', 'branches')).err).toContain('There is no such group');
    const gone = (await lines<GeoRemovedGroup>('groups', '--removed')).find(({ name }) => name === 'branches');
    expect(gone).toMatchObject({ version: 3, title: 'Branches', subjects: ['NL', 'CW'], removedBy: me });
    expect(await geo('groups', '--removed')).toMatch(/branches +3 +\S+ +command line/);
    expect(await one<GeoOwnGroup>('group', 'revert', 'branches', '2')).toMatchObject({
      version: 4,
      subjects: ['NL', '203.0.113.0/24'],
    });
    expect((await lines<GeoGroupVersionWire>('group', 'versions', 'branches')).map(({ removed }) => removed)).toEqual([
      ...[false, true, false, false],
    ]);
    await geo('group', 'delete', 'branches');
  });

  test('that enforced policies name cut nobody off unasked', async () => {
    await geo('group', 'put', 'abroad', 'NL', 'DE');
    const wish = {
      ...form('Only these', rule('in', 'allow', ['abroad']), rule('out', 'refuse', ['any'])),
      state: 'enforced',
    };
    const { id } = await one<GeoPolicyWire>('policy', 'save', file('enforced.json', wish));
    const { out, err } = await fails(1, 'group', 'put', 'abroad', 'NL');
    expect(out).toMatch(/phone 202 +141\.2\.1\.1 +DE +registration +refuse/);
    expect(err).toContain('--confirm all');
    expect((await one<GeoOwnGroup>('group', 'show', 'abroad')).subjects).toEqual(['NL', 'DE']);
    expect((await fails(2, 'group', 'put', 'abroad', 'NL', '--confirm', 'some-key')).err).toContain('--confirm all');
    expect(await geo('group', 'put', 'abroad', 'NL', '--confirm', 'all')).toBe('abroad is version 2: NL\n');
    await geo('group', 'revert', 'abroad', '1');
    expect((await fails(1, 'group', 'revert', 'abroad', '2')).out).toContain('202');
    await geo('group', 'revert', 'abroad', '2', '--confirm', 'all');
    await geo('policy', 'delete', id);
    await geo('group', 'delete', 'abroad');
  });

  test('are not changed over what somebody else saved', async () => {
    const path = `${api}/groups/shared`;
    const put = (match: string | undefined, subjects: readonly string[]) =>
      cli.serving.ask<{ field?: string }>('PUT', path, {
        ...{ body: { title: 'Shared', subjects }, headers: match === undefined ? {} : { 'if-match': match } },
      });
    expect((await put('"0"', ['NL'])).status).toBe(200);
    const taken = await put('"0"', ['BE']);
    expect([taken.status, taken.json().field]).toEqual([409, 'name']);
    const read = await cli.serving.ask<GeoOwnGroup>('GET', path);
    expect([read.headers.get('etag'), read.json().version]).toEqual(['"1"', 1]);
    expect((await put('"1"', ['NL', 'BE'])).status).toBe(200);
    expect((await put('"1"', ['NL', 'LU'])).status).toBe(412);
    expect(
      (await cli.serving.ask('POST', `${path}/revert`, { body: { version: 1 }, headers: { 'if-match': '"1"' } }))
        .status,
    ).toBe(412);
    expect((await cli.serving.ask('DELETE', path, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await cli.serving.get<GeoOwnGroup>(path)).subjects).toEqual(['NL', 'BE']);
    expect((await cli.serving.ask('DELETE', path, { headers: { 'if-match': '"2"' } })).status).toBe(204);
    expect((await put('"2"', ['NL'])).status).toBe(412);
    expect((await cli.serving.ask('GET', path)).status).toBe(404);
    expect((await cli.serving.ask('GET', `${path}/versions`)).status).toBe(200);
    expect((await cli.serving.ask('GET', `${api}/groups/never-was/versions`)).status).toBe(404);
  });
});

describe('the command line', () => {
  test('says how to say what was meant', async () => {
    for (const [words, said] of [
      [[], /help geo for what there is/],
      [['surprise'], /help geo for what there is/],
      [['policy'], /geo policy show ID\n[\s\S]*geo policy restore ID/],
      [['policy', 'surprise'], /geo policy show ID/],
      [['policy', 'show'], /geo policy show ID$/m],
      [['policy', 'revert', 'x'], /geo policy revert ID VERSION/],
      [['watch'], /geo watch ID/],
      [['group', 'put', 'x'], /geo group put NAME SUBJECT…/],
      [['policies', '--surprise'], /surprise/],
      [['policy', 'save', '/nowhere/policy.json'], /cannot be read/],
      [['help', 'surprise'], /no such word/],
    ] as const) {
      const { code, err } = await cli.serving.server.tryCli('geo', ...words);
      expect([words, code]).toEqual([words, String(words).includes('/nowhere') ? 1 : 2]);
      expect(err).toMatch(said);
    }
    expect(await geo('help', 'group')).toMatch(/^Own groups:\n {2}group show NAME/);
  });

  test('documents every command: help has all of them, and the document as well', async () => {
    const help = await cli.serving.server.cli('help', 'geo');
    const document = readFileSync(new URL('../docs/geo-blocking.md', import.meta.url), 'utf8');
    const names = [...(await geo('help')).matchAll(/^ {2}([a-z]+(?: [a-z]+)?)(?= |$)/gm)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(35);
    for (const name of names) {
      expect(help).toContain(`  ${name}`);
      expect([name, document.includes(`geo ${name}`)]).toEqual([name, true]);
    }
  });

  test('lets no name steer a terminal', async () => {
    const hostile = 'x\u001b[2J\u202e';
    const { id } = await cli.serving.must<GeoPolicyWire>(
      'POST',
      `${api}/policies`,
      form(hostile, rule('a', 'refuse', ['FR'])),
    );
    for (const words of [['policies'], ['policy', 'show', id], ['policy', 'versions', id], ['policy', 'delete', id]])
      expect(await geo(...words)).toMatch(/^[^\u001b\u202e]*$/);
    expect(await geo('policies', '--removed')).toMatch(/^[^\u001b\u202e]*$/);
  });
});
