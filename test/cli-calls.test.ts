import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StoryCall, storyFormats, storyMapping } from './lab/call-story.ts';
import {
  executable,
  customersHeader as header,
  hour,
  minute,
  night,
  type Outcome,
  ofType,
  ReplayLab,
  story,
} from './lab/replay-lab.ts';

/** `replay` of call detail records, as a script calls it. */
const lab = new ReplayLab();
beforeAll(() => lab.open());
afterAll(() => lab.close());
const { file, belwacht, customers, rates, replay } = lab;

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
      { encoding: 'utf8', cwd: lab.dir },
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

  it('plays a call that never ends, whatever becomes of it', () => {
    const lines = written('kamailio-acc').trimEnd().split('\n');
    const attack = lines.filter((line) => line.includes('dst_user=00220'));
    const rest = lines.filter((line) => !line.includes('dst_user=00220'));
    // The same night, but the proxy never saw a BYE of it.
    const open = [...rest, ...attack.filter((line) => line.includes('method=INVITE'))].join('\n');
    const ended = replay([file('ended.log', lines.join('\n'))], ['--format', 'kamailio-acc', '--enforce']);
    const unended = replay([file('unended.log', open)], ['--format', 'kamailio-acc', '--enforce']);
    expect(unended.errors).toContain('60 calls have no end: they run for 12 hours, or to the end of the files');
    expect(unended.summary).toMatchObject({ calls: calls.length, never_ended: 60, malformed: 0, duplicates: 0 });
    // Up to the first end of one of them nobody can know which file it is.
    const untilThen = (outcome: Outcome) =>
      decisions(outcome).filter(({ at }) => Date.parse(String(at)) < night + 10 * minute);
    expect(untilThen(unended)).toEqual(untilThen(ended));
    expect(ofType(unended, 'refused').length).toBeGreaterThan(50);
    const [worst] = ofType(unended, 'alert');
    expect(worst).toMatchObject({ customer: 'Bakker', 'user.name': '201', countries: ['GM'] });
    expect(Date.parse(String(worst.detected))).toBeLessThan(night + hour);

    // To the end of the file, not to the end of all days.
    const [first, , last] = attack.filter((line) => line.includes('method=INVITE'));
    const two = replay([file('two.log', `${first}\n${last}\n`)], ['--format', 'kamailio-acc']);
    expect(two.summary).toMatchObject({ calls: 2, never_ended: 2, cost_eur: 6.95 });
    // In another file stands its end, as in logs that are begun anew every day.
    const cut = rest.findIndex((line) => line.includes('method=BYE'));
    const days = [rest.slice(0, cut), rest.slice(cut)].map((some, i) => file(`day${i}.log`, some.join('\n')));
    const whole = replay([file('days.log', rest.join('\n'))], ['--format', 'kamailio-acc']);
    for (const given of [days, days.toReversed()]) {
      const { summary } = replay(given, ['--format', 'kamailio-acc']);
      expect({ ...summary, seconds: 0 }).toEqual({ ...whole.summary, seconds: 0 });
    }
  });

  it('lets no money be spent after a hang-up', () => {
    // One call of nine hours, that is hung up, and nothing after it until the next day.
    const long: StoryCall[] = [
      ...calls.filter(({ start }) => start < night - 10 * hour),
      { id: 9_001, account: '201', to: '002207000199', start: night - 7 * hour, end: night + 2 * hour },
    ];
    const path = file('long.csv', written('asterisk-cdr', long));
    const { objects, summary } = replay([path], ['--enforce']);
    const [cut, ...others] = objects.filter(({ type }) => type === 'hangup');
    expect([cut['call.id'], others]).toEqual(['1795313045.9001', []]);
    const at = Date.parse(String(cut.at));
    expect(at).toBeLessThan(night);
    for (const alert of objects.filter(({ type }) => type === 'alert')) {
      expect(Date.parse(String(alert.detected))).toBeLessThanOrEqual(at);
      expect(Number(alert['telecom.cost.at_detection.eur'])).toBeLessThanOrEqual(Number(alert['telecom.cost.eur']));
    }
    const minutes = Math.ceil((at - (night - 7 * hour)) / minute);
    const spent = eur(long.slice(0, -1).reduce((sum, call) => sum + cost(call), 0)) + 0.1 + 0.75 * minutes;
    expect(summary.cost_eur).toBeCloseTo(spent, 6);
  });

  it('tells an alert as it is at the end', () => {
    const outcome = replay([file('end.csv', written('asterisk-cdr'))], ['--enforce']);
    const refused = ofType(outcome, 'refused');
    const alerts = ofType(outcome, 'alert');
    expect(alerts.reduce((sum, alert) => sum + Number(alert.refused), 0)).toBe(refused.length);
    // Each cut of the file ends in another state of the alert.
    const lines = written('asterisk-cdr').trimEnd().split('\n');
    for (let left = 1; left <= 12; left++) {
      const some = replay([file('some.csv', lines.slice(0, -left).join('\n'))], ['--enforce']);
      const told = ofType(some, 'refused');
      const [alert] = ofType(some, 'alert');
      expect([left, alert.refused]).toEqual([left, told.length]);
      expect(Date.parse(String(alert.end))).toBeGreaterThanOrEqual(Date.parse(String(told.at(-1)!.at)));
    }
  });

  it('would refuse without --enforce what it refuses with it', () => {
    // What would have been refused costs so much that a cap of the customer is reached by it, and then come usual calls.
    const dear: StoryCall[] = [
      ...calls.map((call) => (call.to.startsWith('00220') ? { ...call, end: call.start + hour } : call)),
      ...Array.from({ length: 8 }, (_, i) => ({
        ...{ id: 8_000 + i, account: '202', to: '0032470123456' },
        ...{ start: night + (250 + i * 10) * minute, end: night + (255 + i * 10) * minute },
      })),
    ].sort((a, b) => a.end - b.end || a.id - b.id);
    const path = file('dear.csv', written('asterisk-cdr', dear));
    const ids = (outcome: Outcome) => ofType(outcome, 'refused').map((one) => one['call.id']);
    const [would, did] = [replay([path]), replay([path], ['--enforce'])];
    expect(ids(did).length).toBeGreaterThan(30);
    expect(ids(would)).toEqual(ids(did));
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
    writeFileSync(join(lab.dir, 'Master.csv.gz'), gzipSync(written('asterisk-cdr')));
    cases.push([[...all, 'Master.csv.gz'], /Master.csv.gz is compressed; write zcat/]);
    for (const [words, reason] of cases) {
      const { code, objects, errors } = belwacht(['replay', ...words]);
      expect([code, objects], words.join(' ')).toEqual([2, []]);
      expect(errors).toMatch(reason);
    }
  });
});
