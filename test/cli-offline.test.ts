import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Captured, encodePcap, ethernet, ip, udp } from '../src/ingest/wire/testing/pcap-encode.ts';

/** The three commands that need no server, as a script calls them. */
const executable = fileURLToPath(new URL('../belwacht', import.meta.url));
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-offline-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Fields = Record<string, unknown>;
interface Outcome {
  readonly code: number | null;
  readonly objects: Fields[];
  readonly text: string;
  readonly errors: string;
}

function belwacht(words: readonly string[], input: string | Buffer = ''): Outcome {
  const { status, stdout, stderr } = spawnSync(executable, words, { input, encoding: 'utf8', cwd: dir });
  const objects = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Fields);
  return { code: status, objects, text: stdout, errors: stderr };
}

function file(name: string, content: string | Buffer, changed?: string): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  if (changed) utimesSync(path, new Date(changed), new Date(changed));
  return path;
}

const attacker = '198.51.100.7';
const office = '203.0.113.20';
const stamp = (second: number) =>
  new Date(Date.UTC(2026, 10, 22, 8) + second * 1000).toISOString().slice(0, 19).replace('T', ' ');
const refused = (second: number, user: string, ip: string, reason = 'Wrong password') =>
  `[${stamp(second)}] NOTICE[1234] chan_sip.c: Registration from '"${user}" <sip:${user}@192.0.2.10>' failed for '${ip}:5062' - ${reason}`;
const security = (second: number, name: string, user: string, ip: string, tail = '') =>
  `[${stamp(second)}] SECURITY[1235] res_security_log.c: SecurityEvent="${name}",EventTV="2026-11-22T08:00:00.000+0000",Severity="Error",Service="PJSIP",EventVersion="1",AccountID="${user}",SessionID="c${second}",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${ip}/5062"${tail}`;
const call = (second: number, number: string, ip: string) =>
  `[${stamp(second)}] NOTICE[1234][C-0000002a] chan_sip.c: Call from '' (${ip}:5070) to extension '${number}' rejected because extension not found in context 'default'.`;
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

/** A log in the order of its times. */
function log(name: string, lines: readonly string[]): string {
  const ordered = [...lines].sort((a, b) => (a.slice(0, 21) < b.slice(0, 21) ? -1 : 1));
  return file(name, `${ordered.join('\n')}\n`);
}

const blocked = ({ objects }: Outcome) => objects.filter(({ type }) => type === 'decision').map(({ value }) => value);
const rulesOf = ({ objects }: Outcome) => objects.filter(({ type }) => type === 'alert').map(({ rule }) => rule);

describe('parse', () => {
  it('writes flat fields of what it recognises, and the counts apart', () => {
    const path = file(
      'parse.log',
      `\n${refused(0, '100', attacker)}\r\nnothing\n${security(1, 'SuccessfulAuth', '101', office)}`,
    );
    const { code, objects, errors } = belwacht(['parse', '--timezone', 'Europe/Amsterdam', path]);
    expect(code).toBe(0);
    expect(objects).toHaveLength(2);
    expect(objects[0]).toMatchObject({
      '@timestamp': '2026-11-22T07:00:00.000Z',
      'event.action': 'sip-auth',
      'event.outcome': 'failure',
      'event.reason': 'wrong-password',
      'source.ip': attacker,
      'source.port': 5062,
      'user.name': '100',
      'log.line': 2,
    });
    expect(objects[1]).toMatchObject({ 'event.outcome': 'success', 'log.line': 4 });
    expect(JSON.parse(errors)).toMatchObject({ received: 4, recognised: 2, malformed: 0 });
  });

  it('reads standard input, with and without its name', () => {
    for (const words of [['parse'], ['parse', '-']]) {
      expect(belwacht(words, `${refused(0, '100', attacker)}\n`).objects).toHaveLength(1);
    }
  });

  it('places times without year and zone', () => {
    const line = (time: string) => `${time} host sshd[1]: Failed password for root from ${attacker} port 22 ssh2\n`;
    const of = (words: readonly string[]) => belwacht(words).objects.map((object) => object['@timestamp']);
    const rollover = file('rollover.log', line('Dec 31 23:59:59') + line('Jan  1 00:00:01'), '2026-01-02T00:00:00Z');
    expect(of(['parse', rollover])).toEqual(['2025-12-31T23:59:59.000Z', '2026-01-01T00:00:01.000Z']);
    expect(of(['parse', '--year', '2019', rollover])).toEqual(['2019-12-31T23:59:59.000Z', '2020-01-01T00:00:01.000Z']);
    // The clock that is put forward, and the hour that comes twice: the first of the two.
    const clocks = file('clocks.log', line('Mar 29 02:30:00') + line('Oct 25 02:30:00'));
    expect(of(['parse', '--year', '2026', '--timezone', 'Europe/Amsterdam', clocks])).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
    ]);
  });

  it('lets no line steer a terminal or break the output', () => {
    const hostile = '\u001b[2J\u009b31m\u202e\\u0000\'"';
    const { objects, text } = belwacht(['parse'], `${refused(0, hostile, attacker)}\n`);
    expect(objects).toMatchObject([{ 'source.ip': attacker, 'event.outcome': 'failure' }]);
    expect(text.slice(0, -1)).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u202e]*$/);
  });

  it('survives anything', () => {
    const noise = Buffer.from(times(300_000, (i) => (i * 7_919 + (i >> 3)) & 255));
    const long = refused(0, 'x'.repeat(60_000), attacker);
    const path = file('noise.log', Buffer.concat([noise, Buffer.from(`\n${long}\n${'y'.repeat(200_000)}\n`)]));
    const { code, objects } = belwacht(['parse', path]);
    expect([code, objects.length]).toEqual([0, 0]);
  });

  it('says what is wrong with a command line', () => {
    const wrong = (words: readonly string[], sentence: string) => {
      const { code, errors, text } = belwacht(words);
      expect([code, text]).toEqual([2, '']);
      expect(errors).toContain(sentence);
      expect(errors).not.toContain('    at ');
    };
    wrong(['parse', 'missing.log'], 'missing.log does not exist');
    wrong(['parse', dir], 'is a directory');
    file('x', '');
    wrong(['parse', '--format', 'cobol', 'x'], '"cobol" is not a known format');
    wrong(['parse', '--timezone', 'Mars/North', 'x'], '"Mars/North" is not a known IANA time zone');
    wrong(['parse', '--year', '26', 'x'], '--year 26');
    wrong(['parse', 'a', 'b'], 'one file');
    wrong(['replay'], 'at least one file');
    wrong(['replay', '--timezone', 'Mars/North', file('a.log', '')], '"Mars/North"');
    wrong(['replay', file('a.log', ''), 'missing.log'], 'missing.log does not exist');
    wrong(['replay', file('a.log', ''), dir], 'is a directory');
    wrong(['replay', '--rules', 'nowhere', file('a.log', '')], '--rules nowhere is no directory');
    mkdirSync(join(dir, 'hollow'));
    wrong(['replay', '--rules', 'hollow', file('a.log', '')], 'holds no rule');
    wrong(['rules', 'check'], 'rules check PATH');
    wrong(['guard'], "there is no command 'guard'");
  });
});

describe('replay', () => {
  it('blocks who guesses passwords or accounts, and says so in the agreed words', () => {
    const path = log(
      'crack.log',
      times(60, (i) => refused(i, '100', attacker)),
    );
    const outcome = belwacht(['replay', path]);
    expect(outcome.code).toBe(0);
    expect(blocked(outcome)).toEqual([attacker]);
    const [decision] = outcome.objects;
    expect(decision).toMatchObject({ type: 'decision', action: 'block', value: attacker, scope: 'ip' });
    expect(decision.duration_s).toBeGreaterThanOrEqual(600);
    expect(String(decision.reason).length).toBeGreaterThan(20);
    const alert = outcome.objects.find(({ type }) => type === 'alert')!;
    for (const key of ['rule', 'severity', 'start', 'end', 'count', 'source.ip', 'user.name'])
      expect(alert).toHaveProperty([key]);
    expect(outcome.objects.at(-1)).toMatchObject({ type: 'summary', lines: 60, events: 60, decisions: 1 });
    expect(typeof outcome.objects.at(-1)!.seconds).toBe('number');
  });

  it('sees the other ways of attack', () => {
    const enumeration = times(40, (i) => refused(i, String(1000 + i), attacker, 'No matching peer found'));
    expect(blocked(belwacht(['replay', log('enumerate.log', enumeration)]))).toEqual([attacker]);
    const prefixes = ['00', '011', '9', '900', '9011', '+', '810', '000'];
    const outside = prefixes.map((prefix, i) => call(i * 3, `${prefix}972592277524`, attacker));
    expect(blocked(belwacht(['replay', log('outside.log', outside)]))).toEqual([attacker]);
    const slow = times(1_000, (i) => refused(i * 80, String(100 + (i % 40)), attacker));
    expect(blocked(belwacht(['replay', log('slow.log', slow)]))).toContain(attacker);
    const spread = times(120, (i) => refused(i * 20, '100', `198.51.100.${(i % 40) + 1}`));
    expect(rulesOf(belwacht(['replay', log('spread.log', spread)]))).toContain('sip-distributed-brute-force');
    const cracked = [...times(40, (i) => refused(i, '100', attacker)), security(45, 'SuccessfulAuth', '100', attacker)];
    expect(rulesOf(belwacht(['replay', log('cracked.log', cracked)]))).toContain('sip-success-after-failures');
  });

  it('leaves alone an office, a typing error and a phone with an old password', () => {
    const day = times(20, (phone) =>
      times(60, (i) => [
        security(phone * 7 + i * 300, 'ChallengeSent', String(200 + phone), office, ',Challenge=""'),
        security(phone * 7 + i * 300, 'SuccessfulAuth', String(200 + phone), office, ',UsingPassword="1"'),
      ]).flat(),
    ).flat();
    expect(belwacht(['replay', log('day.log', day)]).objects).toMatchObject([{ type: 'summary', alerts: 0 }]);
    const typing = [0, 9, 20].map((second) => refused(second, '205', office));
    const typed = [...typing, security(40, 'SuccessfulAuth', '205', office)];
    expect(belwacht(['replay', log('typing.log', typed)]).objects).toMatchObject([{ type: 'summary', alerts: 0 }]);
    // Asterisk tells of each attempt twice, and it still is one.
    const phone = times(2_880, (i) => [
      refused(i * 30, '205', office),
      security(i * 30, 'InvalidPassword', '205', office, ',Challenge="a",ReceivedChallenge="a",ReceivedHash="b"'),
    ]).flat();
    expect(blocked(belwacht(['replay', log('phone.log', phone)]))).toEqual([]);
  });

  it('counts an administrator whose keys are tried in turn as nothing', () => {
    const line = (second: number, text: string) =>
      `${stamp(second).replace(' ', 'T')}Z pbx sshd[7]: ${text} from ${office} port 9 ssh2`;
    const logins = times(8, (i) => [
      ...times(4, (key) => `${line(i * 60, 'Failed publickey for bea')}: ED25519 SHA256:k${key}`),
      `${line(i * 60 + 1, 'Accepted publickey for bea')}: ED25519 SHA256:k9`,
    ]).flat();
    expect(belwacht(['replay', log('keys.log', logins)]).objects).toMatchObject([{ type: 'summary', alerts: 0 }]);
  });

  it('gives the same bytes again, of several files and of standard input', () => {
    const one = log(
      'one.log',
      times(60, (i) => refused(i, '100', attacker)),
    );
    const two = log(
      'two.log',
      times(60, (i) => refused(i, String(i), '198.51.100.8', 'No matching peer found')),
    );
    const run = () => belwacht(['replay', one, two]).text.replace(/"seconds":[\d.]+/, '');
    const first = run();
    expect(first).toContain('"lines":120');
    expect(run()).toBe(first);
    const piped = belwacht(['replay', '-'], `${times(60, (i) => refused(i, '100', attacker)).join('\n')}\n`);
    expect(blocked(piped)).toEqual([attacker]);
  });

  it('reads SIP from a capture', () => {
    const server = '192.0.2.10';
    const packet = (time: number, from: string, to: string, text: string): Captured => ({
      time: Date.UTC(2026, 10, 22) + time,
      frame: ethernet(
        ip({ from, to }, 17, udp(text, from === server ? { fromPort: 5060, toPort: 5062 } : { fromPort: 5062 })),
      ),
    });
    const packets = times(40, (i) => [
      packet(i * 200, attacker, server, sip('REGISTER sip:192.0.2.10 SIP/2.0', i, true)),
      packet(i * 200 + 10, server, attacker, sip('SIP/2.0 403 Forbidden', i, false)),
    ]).flat();
    const outcome = belwacht(['replay', file('attack.pcap', encodePcap(packets))]);
    expect(outcome.objects.at(-1)).toMatchObject({ type: 'summary', lines: 80 });
    expect(blocked(outcome)).toEqual([attacker]);
    expect(belwacht(['replay', file('cut.pcap', Buffer.from('d4c3b2a1', 'hex'))]).code).toBe(0);
  });

  it('tells of slow guessing, whatever the number of accounts, and blocks no phone for it', () => {
    const day = (every: number, user: (i: number) => string) =>
      times(Math.floor(86_400 / every), (i) => refused(i * every, user(i), attacker));
    // One account, two, five and seven in turn: too few to tell them from phones with old passwords.
    for (const [every, accounts] of [
      [60, 1],
      [1800, 1],
      [300, 5],
      [210, 7],
    ] as const) {
      const outcome = belwacht([
        'replay',
        log(
          'slow.log',
          day(every, (i) => String(100 + (i % accounts))),
        ),
      ]);
      expect([rulesOf(outcome), blocked(outcome)], `${every} s`).toEqual([['sip-slow-brute-force-account'], []]);
    }
    // Accounts that come one after the other are blocked, however they are written or whoever tells of them.
    const odd = day(120, (i) => String(100 + i)).map((line) => line.replace('<sip:', '<SIP:'));
    expect(blocked(belwacht(['replay', log('odd.log', odd)]))).toContain(attacker);
    const kamailio = times(30, (i) => {
      const at = `Nov 22 0${Math.floor(i / 6)}:${String((i % 6) * 10).padStart(2, '0')}:00`;
      return `${at} edge kamailio[9]: NOTICE: <script>: Auth failed for ${100 + i} from ${attacker}:5060`;
    });
    expect(blocked(belwacht(['replay', file('kamailio.log', `${kamailio.join('\n')}\n`)]))).toEqual([attacker]);
    // Where no account is named at all, the address is what is left.
    const nameless = times(96, (i) => security(i * 900, 'InvalidAccountID', '<unknown>', attacker));
    expect(rulesOf(belwacht(['replay', log('nameless.log', nameless)]))).toEqual(['sip-slow-brute-force-account']);
  });

  it('sees an attack in the hour that autumn brings twice', () => {
    const line = (time: string, ip: string) => refused(0, '100', ip).replace(stamp(0), `2026-10-25 ${time}`);
    const seconds = times(31, (i) => line(`02:05:${String(i).padStart(2, '0')}`, attacker));
    const path = file('autumn.log', `${[line('02:59:30', office), ...seconds, line('03:00:00', office)].join('\n')}\n`);
    const outcome = belwacht(['replay', '--timezone', 'Europe/Amsterdam', path]);
    expect(blocked(outcome)).toEqual([attacker]);
    expect(outcome.objects.find(({ type }) => type === 'alert')).toMatchObject({ start: '2026-10-25T01:05:00.000Z' });
    expect(outcome.objects.at(-1)).toMatchObject({ late: 0 });
  });

  it('counts what rsyslog only says was repeated', () => {
    const line = (minute: number, text: string) =>
      `Nov 22 03:${String(minute).padStart(2, '0')}:00 gate sshd[1]: ${text}`;
    const failed = `Failed password for root from ${attacker} port 22 ssh2`;
    const path = file('repeated.log', `${line(1, failed)}\n${line(2, `message repeated 7 times: [ ${failed}]`)}\n`);
    const outcome = belwacht(['replay', path]);
    expect(blocked(outcome)).toEqual([attacker]);
    expect(outcome.objects.at(-1)).toMatchObject({ lines: 2, events: 8 });
  });

  it('reads on behind the NULs that copytruncate leaves', () => {
    const attack = times(10, (i) => refused(i, '100', attacker));
    const holes = attack.map((line) => `${'\0'.repeat(100_000)}${line}\n`).join('');
    expect(blocked(belwacht(['replay', file('holes.log', holes)]))).toEqual([attacker]);
  });

  it('says what it did not use', () => {
    const attack = times(40, (i) => refused(i, '100', attacker));
    const good = belwacht(['replay', log('good.log', attack)]);
    expect(good.errors).toBe('');
    const nothing = { malformed: 0, late: 0, evicted: 0, foreign: 0, broken: 0, lost: 0 };
    expect(good.objects.at(-1)).toMatchObject(nothing);
    // Two days one after the other, and then back: what comes behind is too late.
    const shuffled = [...attack.slice(0, 8), refused(7200, '100', office), ...attack.slice(8, 30)];
    const late = belwacht(['replay', file('late.log', `${shuffled.join('\n')}\n`)]);
    expect(late.objects.at(-1)).toMatchObject({ ...nothing, late: 22 });
    expect(late.errors).toMatch(/^22 events more than 60 s behind the newest of the same file/m);
    const cut = belwacht(['replay', file('cut.log', `${attack.join('\n')}\n${attack[0].slice(0, -30)}\n`)]);
    expect(cut.objects.at(-1)).toMatchObject({ ...nothing, malformed: 1 });
    expect(cut.errors).toMatch(/cut\.log: 1 line of 41 could not be read/);
    const other = belwacht(['replay', file('other.log', 'one\ntwo\n')]);
    expect(other.errors).toMatch(/other\.log: none of its 2 lines is of a format/);
    // A name of a file steers no terminal.
    expect(belwacht(['replay', file('\u001b[2J.log', 'one\n')]).errors).toMatch(/^[^\u0000-\u0009\u000b-\u001f]*$/);
  });

  it('says so of captures', () => {
    const frame = ethernet(ip({ from: attacker, to: office }, 17, udp('not sip at all')));
    const packets: Captured[] = times(3, (i) => ({ time: Date.UTC(2026, 10, 22) + i, frame }));
    const bare = belwacht(['replay', file('bare.pcap', encodePcap(packets))]);
    expect(bare.errors).toMatch(/bare\.pcap: none of its 3 packets holds SIP/);
    expect(bare.objects.at(-1)).toMatchObject({ foreign: 3, broken: 0, lost: 0 });
    const radio = belwacht(['replay', file('radio.pcap', encodePcap(packets, 105))]);
    expect(radio.errors).toMatch(/radio\.pcap: packets of link type 105 .* are not read/);
    const cut = belwacht(['replay', file('header.pcap', encodePcap(packets).subarray(0, 10))]);
    expect(cut.errors).toMatch(/header\.pcap: holds no packet/);
    expect(cut.objects.at(-1)).toMatchObject({ broken: 1 });
    expect(belwacht(['replay', file('half.pcap', encodePcap(packets).subarray(0, 80))]).errors).toMatch(
      /half\.pcap: 1 packet or record cut off/,
    );
  });

  it('refuses what holds no lines, before anything is written', () => {
    const good = log('first.log', [refused(0, '100', attacker)]);
    for (const [content, sentence] of [
      [gzipSync('a\n'), /is packed with gzip; unpack it first/],
      [Buffer.from('\ufeffa\n', 'utf16le'), /is UTF-16 text/],
    ] as const) {
      const path = file('packed', content);
      for (const words of [
        ['replay', good, path],
        ['parse', path],
      ]) {
        const { code, text, errors } = belwacht(words);
        expect([code, text]).toEqual([2, '']);
        expect(errors).toMatch(sentence);
      }
      expect(belwacht(['replay', '-'], content)).toMatchObject({ code: 2, errors: expect.stringMatching(sentence) });
    }
    const capture = encodePcap([]);
    for (const words of [['replay', '-'], ['parse']])
      expect(belwacht(words, capture)).toMatchObject({
        code: 2,
        errors: expect.stringMatching(/standard input is a packet capture/),
      });
  });

  it('takes other rules, in folders too, and keeps off whom it must', () => {
    mkdirSync(join(dir, 'own', 'deep'), { recursive: true });
    file('own/deep/any.yaml', rule('user.name: "100"'));
    const path = log('own.log', [refused(0, '100', attacker), refused(1, '101', attacker)]);
    const { objects } = belwacht(['replay', '--rules', 'own', path]);
    expect(objects).toMatchObject([{ type: 'alert', rule: 'deep-any', count: 1 }, { type: 'summary' }]);
    const crack = log(
      'allowed.log',
      times(60, (i) => refused(i, '100', attacker)),
    );
    const allowed = belwacht(['replay', '--allow', '198.51.100.0/24', crack]);
    expect(blocked(allowed)).toEqual([]);
    expect(allowed.objects.some(({ type }) => type === 'held')).toBe(true);
  });
});

describe('rules check', () => {
  const verdicts = (words: readonly string[]) => {
    const { code, objects } = belwacht(['rules', 'check', ...words]);
    return { code, verdicts: objects.map(({ ok, reason }) => (ok ? 'ok' : reason)) };
  };

  it('finds nothing wrong with the packaged rules', () => {
    const { code, objects } = belwacht(['rules', 'check', fileURLToPath(new URL('../rules', import.meta.url))]);
    expect(objects.length).toBeGreaterThan(20);
    expect([code, objects.filter(({ ok }) => !ok)]).toEqual([0, []]);
  });

  it.each([
    ['aggregation', rule('user.name: a', 'selection | count() by source.ip > 5'), 'use a correlation'],
    ['near', rule('user.name: a', 'selection | near other'), 'use a correlation'],
    ['modifier', rule('user.name|guess: a'), 'unknown modifier "guess"'],
    ['field', rule('CommandLine: a'), 'unknown field "CommandLine"'],
    ['regex', rule("user.name|re: '(?=a)b'"), 'regular expression refused'],
    ['correlation', correlation('type: guess_count'), 'type "guess_count" is not supported'],
    ['timespan', correlation('timespan: 10x'), 'timespan "10x"'],
    ['reference', correlation('rules: [elsewhere]'), 'refers to "elsewhere"'],
    ['keys', rule('user.name: a\n    user.name: b'), 'keys must be unique'],
    ['condition', rule('user.name: a', 'other'), 'names "other"'],
    ['list', '- a\n- b\n', 'not a map'],
    ['nothing', '', 'empty'],
    ['bomb', bomb(), 'alias'],
    ['utf16', Buffer.from(`\ufeff${rule('user.name: a')}`, 'utf16le'), 'not UTF-8'],
    ['binary', Buffer.from(times(3_000, (i) => (i * 7_919) & 255)), 'UTF-8'],
  ])('refuses %s', (name, content, reason) => {
    const outcome = verdicts([file(`bad-${name}.yaml`, content)]);
    expect(outcome.code).toBe(1);
    expect(outcome.verdicts).toHaveLength(1);
    expect(outcome.verdicts[0]).toContain(reason);
  });

  it('gives one verdict for each path, whatever it is', () => {
    mkdirSync(join(dir, 'rules', 'a'), { recursive: true });
    mkdirSync(join(dir, 'rules', 'b'));
    mkdirSync(join(dir, 'none'));
    // Two files of one name, of which one builds on the other.
    file('rules/a/same.yaml', rule('user.name: a').replace('title: T', 'title: T\nname: built_upon'));
    file('rules/b/same.yaml', correlation('rules: [built_upon]').split('---\n')[1]);
    expect(verdicts(['rules'])).toEqual({ code: 0, verdicts: ['ok', 'ok'] });
    expect(verdicts(['rules/b/same.yaml']).code).toBe(1);
    expect(verdicts(['none', 'missing.yaml', '/dev/null', 'rules/a'])).toEqual({
      code: 1,
      verdicts: ['holds no rule (*.yaml, *.yml)', 'does not exist', 'is no file', 'ok'],
    });
  });
});

function rule(detection: string, condition = 'selection'): string {
  return `title: T\nlogsource:\n  category: telecom\ndetection:\n  selection:\n    ${detection}\n  condition: ${condition}\n`;
}

function correlation(line: string): string {
  const key = line.slice(0, line.indexOf(':'));
  const usual = ['type: event_count', 'rules: [base]', 'group-by: [source.ip]', 'timespan: 10m'];
  const lines = usual.map((each) => (each.startsWith(`${key}:`) ? line : each));
  return `title: B\nname: base\nlogsource:\n  category: telecom\ndetection:\n  selection:\n    user.name: a\n  condition: selection\n---\ntitle: C\ncorrelation:\n${lines.map((each) => `  ${each}\n`).join('')}  condition:\n    gte: 5\n`;
}

function bomb(): string {
  const letters = 'abcdefghij';
  const lines = [...letters].map((letter, i) => {
    const value = i === 0 ? '"x"' : `*${letters[i - 1]}`;
    return `${letter}: &${letter} [${times(9, () => value).join(', ')}]\n`;
  });
  return lines.join('');
}

function sip(start: string, i: number, isRequest: boolean): string {
  return [
    start,
    `Via: SIP/2.0/UDP ${attacker}:5062;branch=z9hG4bK${i}`,
    'From: "100" <sip:100@192.0.2.10>;tag=a',
    `To: <sip:100@192.0.2.10>${isRequest ? '' : ';tag=b'}`,
    `Call-ID: c${i}`,
    'CSeq: 2 REGISTER',
    ...(isRequest
      ? [
          'Authorization: Digest username="100", realm="r", nonce="n", uri="sip:192.0.2.10", response="0123456789abcdef0123456789abcdef"',
        ]
      : []),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
