import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StoryCall, storyFormats, storyMapping } from './lab/call-story.ts';

/** `replay` of call detail records, as a script calls it. */
const executable = fileURLToPath(new URL('../belwacht', import.meta.url));
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-calls-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Fields = Record<string, unknown>;
interface Outcome {
  readonly code: number | null;
  readonly objects: readonly Fields[];
  readonly summary: Fields;
  readonly errors: string;
}

function belwacht(words: readonly string[], input: string | Buffer = ''): Outcome {
  const { status, stdout, stderr } = spawnSync(executable, words, {
    input,
    encoding: 'utf8',
    cwd: dir,
    maxBuffer: 1 << 28,
  });
  const objects = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Fields);
  return { code: status, objects, summary: objects.at(-1) ?? {}, errors: stderr };
}

function file(name: string, content: string): string {
  writeFileSync(join(dir, name), content);
  return name;
}

const header = 'customer,kind,identifier,timezone,opening_hours\n';
const customers = () =>
  file('customers.csv', `${header}Bakker,account,201,Europe/Amsterdam,Mo-Fr 08:00-18:00\nBakker,account,202,,\n`);
const rates = () =>
  file(
    'rates.csv',
    'prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s\n31,Netherlands,0.012,0,0,1\n220,Gambia,0.75,0.10,60,60\n32,Belgium,0.03,0,0,1\n',
  );
function replay(paths: readonly string[], words: readonly string[] = [], input: string | Buffer = ''): Outcome {
  return belwacht(
    ['replay', '--customers', customers(), '--rates', rates(), '--timezone', 'Europe/Amsterdam', ...words, ...paths],
    input,
  );
}

const minute = 60_000;
const hour = 60 * minute;
const monday = Date.UTC(2026, 9, 5);
/** In the night of Friday to Saturday after three weeks. */
const night = monday + 18 * 24 * hour + 23 * hour;

/** Three weeks of an office, and a night in which account 201 calls Gambia and once 112. Every call is answered at once. */
function story(): StoryCall[] {
  const calls: StoryCall[] = [];
  let id = 0;
  const add = (account: string, to: string, start: number, seconds: number) =>
    calls.push({ id: ++id, account, to, start, end: start + seconds * 1_000 });
  for (let day = 0; day < 19; day++) {
    if (day % 7 > 4) continue;
    for (let i = 0; i < 14; i++)
      add(
        i % 3 ? '201' : '202',
        `0031${20 + (i % 5)}7${100_000 + ((day * 31 + i * 7) % 40)}`,
        monday + day * 24 * hour + 7 * hour + i * 35 * minute + ((day * 13) % 20) * minute,
        60 + ((i * 37 + day * 11) % 240),
      );
  }
  for (let i = 0; i < 60; i++) add('201', `00220${7_000_100 + i}`, night + i * 4 * minute, 600);
  add('201', '112', night + 200 * minute + 30_000, 45);
  return calls.sort((a, b) => a.end - b.end || a.id - b.id);
}

const eur = (micro: number) => Math.round(micro) / 1e6;
const cost = ({ to, start, end }: StoryCall) => {
  const seconds = (end - start) / 1_000;
  if (to === '112') return 0;
  return to.startsWith('00220') ? 100_000 + 750_000 * Math.ceil(seconds / 60) : Math.ceil((12_000 * seconds) / 60);
};
/** What must be the same whatever the format. */
const told = ({ objects }: Outcome) =>
  objects
    .filter(({ type }) => type !== 'summary')
    .map(({ 'call.id': _id, 'call.ids': _ids, id: _alert, stop: _stop, ...rest }) => rest);
const decisions = ({ objects }: Outcome) => objects.filter(({ type }) => type === 'refused' || type === 'hangup');
const ofType = ({ objects }: Outcome, wanted: string) => objects.filter(({ type }) => type === wanted);

describe('replay of calls', () => {
  const calls = story();
  const formats = Object.keys(storyFormats) as (keyof typeof storyFormats)[];
  const written = (format: keyof typeof storyFormats, some: readonly StoryCall[] = calls) => storyFormats[format](some);

  it('tells of a night of calls to Gambia, reported and enforced', () => {
    const path = file('night.csv', written('asterisk-cdr'));
    const reported = replay([path], ['--format', 'asterisk-cdr']);
    expect(reported.code).toBe(0);
    const { summary } = reported;
    expect(summary).toMatchObject({
      ...{
        type: 'summary',
        lines: calls.length,
        records: calls.length,
        calls: calls.length,
        malformed: 0,
        unattributed: 0,
      },
      cost_eur: eur(calls.reduce((sum, call) => sum + cost(call), 0)),
      estimated_cost_eur: 0,
    });
    const alerts = ofType(reported, 'alert');
    expect(alerts.length).toBeGreaterThanOrEqual(1);
    expect(summary.alerts).toBe(alerts.length);
    const [worst] = alerts.toSorted((a, b) => Number(b['telecom.cost.eur']) - Number(a['telecom.cost.eur']));
    expect(worst).toMatchObject({ customer: 'Bakker', 'user.name': '201', countries: ['GM'] });
    expect(Date.parse(String(worst.detected))).toBeLessThan(night + hour);
    expect(worst.sentence).toMatchObject({ en: expect.stringMatching(/Gambia/), nl: expect.stringMatching(/Gambia/) });

    const refused = ofType(reported, 'refused');
    expect(refused.length).toBeGreaterThan(30);
    expect(summary.refused).toBe(refused.length);
    for (const one of refused)
      expect(one).toMatchObject({
        customer: 'Bakker',
        'user.name': '201',
        'telecom.destination.country_iso_code': 'GM',
      });

    const enforced = replay([path], ['--format', 'asterisk-cdr', '--enforce']);
    expect(enforced.code).toBe(0);
    const stopped = new Set(ofType(enforced, 'refused').map((one) => one['call.id']));
    expect(stopped.size).toBeGreaterThan(30);
    // Money of what went on: nothing for what was refused, for what was hung up that until then.
    const cut = new Map(ofType(enforced, 'hangup').map((one) => [one['call.id'], Date.parse(String(one.at))]));
    const left = calls
      .filter(({ id }) => !stopped.has(`1795313045.${id}`))
      .map((call) => ({ ...call, end: Math.min(call.end, cut.get(`1795313045.${call.id}`) ?? call.end) }));
    expect(enforced.summary.cost_eur).toBe(eur(left.reduce((sum, call) => sum + cost(call), 0)));
    const saved = calls.filter(({ id }) => stopped.has(`1795313045.${id}`)).reduce((sum, call) => sum + cost(call), 0);
    expect(enforced.summary.refused_cost_eur).toBe(eur(saved));
    // Help is never refused, whatever else is.
    expect(calls.some(({ to, id }) => to === '112' && stopped.has(`1795313045.${id}`))).toBe(false);
  });

  it('tells the same of the same calls in each format', () => {
    const mapping = file('mapping.yaml', storyMapping);
    const outcomes = formats.map((format) => {
      const path = file(`story.${format}`, written(format));
      return replay([path], ['--format', format, '--enforce', ...(format === 'csv' ? ['--mapping', mapping] : [])]);
    });
    const [first] = outcomes;
    expect(told(first).length).toBeGreaterThan(30);
    for (const [i, outcome] of outcomes.entries()) {
      expect(outcome.errors, formats[i]).toBe('');
      expect(told(outcome), formats[i]).toEqual(told(first));
      expect({ ...outcome.summary, seconds: 0, lines: 0 }, formats[i]).toEqual({
        ...first.summary,
        seconds: 0,
        lines: 0,
      });
    }
  });

  it('finds out the format, and guesses the columns of a CSV', () => {
    const wanted = told(replay([file('auto.0', written('asterisk-cdr'))]));
    for (const format of formats) {
      const outcome = replay([file(`auto.${format}`, written(format))]);
      expect(outcome.code, outcome.errors).toBe(0);
      expect(told(outcome), format).toEqual(wanted);
      if (format === 'csv') expect(outcome.errors).toMatch(/columns guessed: .*account = /);
    }
  });

  it('does not depend on how files are cut, given twice, mixed or piped', () => {
    const text = written('asterisk-cdr');
    const lines = text.trimEnd().split('\n');
    const whole = replay([file('whole.csv', text)], ['--enforce']);
    const part = (name: string, which: (i: number) => boolean) =>
      file(
        name,
        lines
          .filter((_, i) => which(i))
          .map((line) => `${line}\r\n`)
          .join(''),
      );
    const halves = [part('early.csv', (i) => i < 150), part('late.csv', (i) => i >= 150)];
    const mixed = [part('even.csv', (i) => i % 2 === 0), part('odd.csv', (i) => i % 2 === 1)];
    const same = (outcome: Outcome) => {
      expect(outcome.code, outcome.errors).toBe(0);
      expect(outcome.objects.slice(0, -1)).toEqual(whole.objects.slice(0, -1));
      expect(outcome.summary.cost_eur).toBe(whole.summary.cost_eur);
    };
    same(replay(halves, ['--enforce']));
    same(replay(halves.toReversed(), ['--enforce']));
    same(replay(mixed, ['--enforce']));
    same(replay([file('reverse.csv', lines.toReversed().join('\n'))], ['--enforce']));
    same(replay(['-'], ['--enforce'], text));
    const twice = replay(['whole.csv', 'whole.csv'], ['--enforce']);
    same(twice);
    expect(twice.summary).toMatchObject({ records: 2 * calls.length, calls: calls.length, duplicates: calls.length });
  });

  it('never decides by what is still to come', () => {
    for (const after of [20, 95, 130, 160]) {
      const cut = night + after * minute + 17_000;
      // All that runs then ends a second later, and what follows never happens.
      const other = calls
        .filter(({ start }) => start < cut)
        .map((call) => ({ ...call, end: Math.min(call.end, cut + 1_000) }));
      const early = (outcome: Outcome) => decisions(outcome).filter(({ at }) => Date.parse(String(at)) < cut);
      const known = early(replay([file('all.csv', written('asterisk-cdr'))], ['--enforce']));
      expect(early(replay([file('cut.csv', written('asterisk-cdr', other))], ['--enforce']))).toEqual(known);
      if (after > 60) expect(known.length).toBeGreaterThan(5);
    }
  });

  it('says what it could not use, and goes on with the rest', () => {
    const broken = file(
      'broken-customers.csv',
      `${header}Bakker,account,201,Mars/Phobos,Mo-Fr 08:00-18:00\nBakker,phone number,202,,\nBakker,account,202,,sometimes\n`,
    );
    const dear = file(
      'broken-rates.csv',
      `prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s\n31,Netherlands,0.012,0,0,1\n220,Gambia,lots,,,\n`,
    );
    const [good] = written('asterisk-cdr', calls.slice(0, 1)).split('\n');
    const bad = good.replace(/"2026[^"]*","2026[^"]*"/, '"2027-01-01 00:00:00","2026-01-01 00:00:00"');
    const stranger = good
      .replaceAll('201', '299')
      .replaceAll('202', '299')
      .replace(/1795313045\.\d+/, '1795313045.9999');
    const abroad = good.replace(/"0031\d+"/, '"0022070001"').replace(/1795313045\.\d+/, '1795313045.9998');
    const path = file('mixed.csv', [good, bad, 'nonsense', stranger, abroad, good.slice(0, 90)].join('\n'));
    const { code, summary, errors } = belwacht([
      'replay',
      '--customers',
      broken,
      '--rates',
      dear,
      '--format',
      'asterisk-cdr',
      path,
    ]);
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      ...{
        lines: 6,
        records: 3,
        calls: 3,
        malformed: 3,
        unattributed: 1,
        customer_rows_refused: 1,
        rate_lines_refused: 1,
      },
      malformed_by_reason: { 'impossible-duration': 1, 'not-this-format': 1 },
      estimated_calls: 1,
    });
    expect(errors).toMatch(/broken-customers.csv line 2: .*Mars\/Phobos.* is no IANA time zone/);
    expect(errors).toMatch(/broken-customers.csv line 3: kind .* \(row left out\)/);
    expect(errors).toMatch(/broken-customers.csv line 4: .*sometimes.* hours count as unknown/);
    expect(errors).toMatch(/broken-rates.csv line 3, eur_per_minute “lots”/);
    expect(errors).toMatch(/mixed.csv line 2: impossible-duration/);
    expect(errors).toMatch(/mixed.csv line 3: not-this-format/);
    expect(errors).toMatch(/1 calls lead where the rates have no prefix/);
    expect(errors).toMatch(/1 calls belong to no customer[\s\S]*account 299 \(1\)/);
  });

  it('lets no record steer a terminal', () => {
    const hostile = '\u001b[2J\u009b31m\u202e';
    const [line] = written('asterisk-cdr', calls.slice(0, 1)).split('\n');
    const path = file('hostile.csv', line.replaceAll('PJSIP/202', `PJSIP/${hostile}`));
    const row = `${header}Bakker ${hostile},account,1,${hostile},\n`;
    const { stdout, stderr, status } = spawnSync(
      executable,
      ['replay', '--customers', file('hostile-customers.csv', row), '--rates', rates(), path],
      { encoding: 'utf8', cwd: dir },
    );
    expect(status).toBe(0);
    expect(stderr).toContain('1 calls belong to no customer');
    expect(stdout + stderr).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]*$/);
  });

  it('reads posts of FreeSWITCH that go over many lines', () => {
    const post = (n: number) =>
      JSON.stringify(
        {
          variables: {
            ...{ uuid: `0b6a4a2e-7f52-4b11-9e0e-${String(n).padStart(12, '0')}`, sip_auth_username: '201' },
            ...{ start_epoch: '1795313045', answer_epoch: '1795313055', end_epoch: '1795313115', billsec: '60' },
            ...{ duration: '70', hangup_cause: 'NORMAL_CLEARING' },
          },
          callflow: [{ caller_profile: { caller_id_number: '201', destination_number: '0031201234567' } }],
        },
        null,
        2,
      );
    const { summary, code } = replay([file('posts.json', `${post(1)}\n${post(2)}\n`)]);
    expect([code, summary.calls, summary.cost_eur, summary.unattributed]).toEqual([0, 2, 0.024, 0]);
  });

  it('leaves out a call that never ends', () => {
    const text = written('kamailio-acc', calls.slice(0, 3)).trimEnd().split('\n');
    const path = file(
      'unended.log',
      text.filter((line, i) => i !== text.length - 1 || !line.includes('BYE')).join('\n'),
    );
    const { summary, errors } = replay([path], ['--format', 'kamailio-acc']);
    expect(summary).toMatchObject({ calls: 2, never_ended: 1, malformed: 0 });
    expect(summary.cost_eur).toBeLessThan(eur(calls.slice(0, 3).reduce((sum, call) => sum + cost(call), 0)));
    expect(errors).toContain('1 calls have no end and were left out');
  });

  it('gives the same bytes again', () => {
    const path = file('again.csv', written('asterisk-cdr'));
    const run = () => replay([path], ['--enforce']).objects.map((object) => JSON.stringify({ ...object, seconds: 0 }));
    expect(run()).toEqual(run());
  });

  it('says what is wrong with a command line', () => {
    const path = file('line.csv', written('asterisk-cdr'));
    const all = ['--customers', customers(), '--rates', rates()];
    const cases: [readonly string[], RegExp][] = [
      [['--format', 'asterisk-cdr', path], /give --customers FILE/],
      [['--customers', customers(), path], /give --rates FILE/],
      [[...all], /at least one file/],
      [[...all, 'nothing.csv'], /nothing.csv does not exist/],
      [[...all, '.'], /is a directory/],
      [['--customers', 'nobody.csv', '--rates', rates(), path], /nobody.csv does not exist/],
      [['--customers', file('empty.csv', header), '--rates', rates(), path], /names no customer/],
      [[...all, '--format', 'asterisk', path], /--format asterisk tells of no calls/],
      [[...all, '--timezone', 'Mars/Phobos', path], /not a known IANA time zone/],
      [[...all, '--year', '2026', path], /--year is about logs/],
      [[...all, '--format', 'asterisk-cdr', '--mapping', path, path], /--mapping is for --format csv/],
      [
        [...all, '--format', 'csv', '--mapping', file('bad.yaml', 'columns: {start: a}'), path],
        /columns.to is missing/,
      ],
      [
        [...all, file('prose.txt', 'once upon a time\nthere was a call\n')],
        /no call detail record of a format that is known/,
      ],
    ];
    writeFileSync(join(dir, 'Master.csv.gz'), gzipSync(written('asterisk-cdr')));
    cases.push([[...all, 'Master.csv.gz'], /Master.csv.gz is compressed; write zcat/]);
    for (const [words, reason] of cases) {
      const { code, objects, errors } = belwacht(['replay', ...words]);
      expect([code, objects], words.join(' ')).toEqual([2, []]);
      expect(errors).toMatch(reason);
    }
  });
});
