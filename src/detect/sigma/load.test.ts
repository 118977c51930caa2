import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event } from '../../core/event.ts';
import type { Rule } from '../rule.ts';
import { loadRule, loadRules } from './load.ts';
import { compile } from './node.ts';
import type { BasePlan } from './plan.ts';

function rule(text: string): Rule {
  const result = loadRule(text, 'r');
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function reason(text: string): string {
  const result = loadRule(text, 'r');
  return result.ok ? 'accepted' : result.reason;
}

function lone(detection: string, head = 'logsource: {category: telecom}'): string {
  return `title: t\n${head}\ndetection:\n${detection
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;
}

/** Whether a detection holds for an event. */
function holds(detection: string, event: Partial<Event>, head?: string): boolean {
  const plan = rule(lone(detection, head)).outputs[0].plan as BasePlan;
  return compile(plan.node)(Object.assign(new Event(), event));
}

const item = (field: string, value: string) => `a:\n  ${field}: ${value}\ncondition: a`;

describe('a field item', () => {
  const cases: readonly [field: string, value: string, event: Partial<Event>, expected: boolean][] = [
    ['user.name', 'Admin', { userName: 'aDMIN' }, true],
    ['user.name|cased', 'Admin', { userName: 'admin' }, false],
    ['user.name', '[a, b]', { userName: 'B' }, true],
    ['user.name', "'10*'", { userName: '1001' }, true],
    ['user.name', "'10?'", { userName: '1001' }, false],
    ['user.name', "'1*0?*1'", { userName: '1xx0y0z1' }, true],
    ['user.name', "'10\\*'", { userName: '10*' }, true],
    ['user.name', "'10\\*'", { userName: '101' }, false],
    ['user.name', "'a\\\\*'", { userName: 'a\\b' }, true],
    ['user.name', "'a\\b'", { userName: 'a\\b' }, true],
    ['user.name', "'*'", { userName: '' }, false],
    ['user.name', 'null', { userName: '' }, true],
    ['user.name', "''", { userName: 'x' }, false],
    ['user.name|exists', 'true', { userName: 'x' }, true],
    ['user.name|exists', 'false', { userName: 'x' }, false],
    ['user.name|contains', '[oo, "?r"]', { userName: 'bar' }, true],
    ['user.name|contains|all', '[a, b]', { userName: 'cab' }, true],
    ['user.name|contains|all', '[a, b]', { userName: 'cat' }, false],
    ['user.name|startswith', 'ad', { userName: 'Admin' }, true],
    ['user.name|endswith', 'in', { userName: 'Admin' }, true],
    ['user.name|endswith', 'ad', { userName: 'Admin' }, false],
    ['user.name|re', "'^1[0-9]{2}$'", { userName: '199' }, true],
    ['user.name|re', "'ADMIN'", { userName: 'admin' }, false],
    ['user.name|re|i', "'ADMIN'", { userName: 'xadminx' }, true],
    ['event.original|re|m', "'^b$'", { original: 'a\nb' }, true],
    ['event.original|re|s', "'a.b'", { original: 'a\nb' }, true],
    ['user.name|neq', 'root', { userName: 'jan' }, true],
    ['user.name|neq', '[root, admin]', { userName: 'admin' }, false],
    ['user.name|neq', 'root', { userName: '' }, false],
    ['source.ip|cidr', '198.51.100.0/24', { sourceIp: '198.51.100.9' }, true],
    ['source.ip|cidr', '198.51.100.0/24', { sourceIp: '198.51.101.9' }, false],
    ['source.ip|cidr', '0.0.0.0/0', { sourceIp: '203.0.113.1' }, true],
    ['source.ip|cidr', '2001:db8::/32', { sourceIp: '2001:db8::7' }, true],
    ['source.ip|cidr', '2001:db8::/32', { sourceIp: '198.51.100.9' }, false],
    ['source.ip|cidr', '[192.0.2.0/24, 2001:db8::/32]', { sourceIp: '192.0.2.1' }, true],
    ['sip.code', '404', { sipStatus: 404 }, true],
    ['sip.code', "'40*'", { sipStatus: 403 }, true],
    ['sip.code|gte', '400', { sipStatus: 399 }, false],
    ['sip.code|lt', '400', { sipStatus: 0 }, false],
    ['telecom.local_hour', '0', { localHour: 0 }, true],
    ['telecom.local_hour|lte', '5', { localHour: -1 }, false],
    ['telecom.source.hosting', 'true', { hosting: true }, true],
    ['telecom.source.hosting', 'false', { hosting: true }, false],
    ['user.name|fieldref', 'sip.from.uri.username', { userName: 'Jan', sipFromUser: 'jan' }, true],
    ['user.name|fieldref', 'sip.from.uri.username', { userName: '', sipFromUser: '' }, false],
    ['user.name|fieldref|startswith', 'sip.from.uri.username', { userName: 'jan.b', sipFromUser: 'jan' }, true],
    ['user.name|fieldref|neq', 'sip.from.uri.username', { userName: 'jan', sipFromUser: 'piet' }, true],
    ['user.name|base64', 'admin', { userName: 'YWRtaW4=' }, true],
    ['event.original|base64offset|contains', 'friendly', { original: `x${btoa('--friendly--')}` }, true],
    ['event.original|base64offset|contains', 'friendly', { original: `x${btoa('-friendly--')}` }, true],
    ['event.original|base64offset|contains', 'friendly', { original: btoa('friend') }, false],
    ['event.original|wide|base64offset|contains', 'cmd', { original: btoa('c\0m\0d\0') }, true],
    ['event.original|utf16be|base64offset|contains', 'cmd', { original: btoa('\0c\0m\0d') }, true],
    ["'@timestamp|hour|gte'", '22', { time: Date.UTC(2026, 2, 2, 23) }, true],
    ["'@timestamp|week'", '10', { time: Date.UTC(2026, 2, 2) }, true],
    ["'@timestamp|gt'", "'2026-03-02T00:00:00Z'", { time: Date.UTC(2026, 2, 1) }, false],
    ['source.address', '192.0.2.1', { sourceIp: '192.0.2.1' }, true],
  ];
  for (const [field, value, event, expected] of cases)
    it(`${field}: ${value} ${expected ? 'holds' : 'does not hold'} for ${JSON.stringify(event)}`, () => {
      expect(holds(item(field, value), event)).toBe(expected);
    });
});

describe('a detection', () => {
  const searches =
    'sel1: {user.name: a}\nsel2: {sip.method: INVITE}\nfilter: {source.ip: 192.0.2.1}\n_hidden: {user.name: z}\n';
  const cases: readonly [condition: string, event: Partial<Event>, expected: boolean][] = [
    ['sel1 or sel2 and filter', { userName: 'a' }, true],
    ['(sel1 or sel2) and filter', { userName: 'a' }, false],
    ['not sel1 and sel2', { sipMethod: 'INVITE' }, true],
    ['not (sel1 and sel2)', { userName: 'a' }, true],
    ['NOT sel1 AND sel2', { userName: 'a', sipMethod: 'INVITE' }, false],
    ['1 of sel*', { sipMethod: 'INVITE' }, true],
    ['all of sel*', { sipMethod: 'INVITE' }, false],
    ['all of sel* and not 1 of filter*', { userName: 'a', sipMethod: 'INVITE' }, true],
    ['1 of them', { userName: 'z' }, false],
    ['all of them', { userName: 'a', sipMethod: 'INVITE', sourceIp: '192.0.2.1' }, true],
    ['_hidden', { userName: 'z' }, true],
  ];
  for (const [condition, event, expected] of cases)
    it(`${condition} ${expected ? 'holds' : 'does not hold'} for ${JSON.stringify(event)}`, () => {
      expect(holds(`${searches}condition: ${condition}`, event)).toBe(expected);
    });

  it('takes maps as and, lists of maps as or, lists of words as keywords', () => {
    expect(holds('a: {user.name: x, sip.method: INVITE}\ncondition: a', { userName: 'x' })).toBe(false);
    expect(holds('a:\n  - user.name: x\n  - sip.method: INVITE\ncondition: a', { userName: 'x' })).toBe(true);
    expect(holds('a: [friendly, evil]\ncondition: a', { userAgent: 'a Friendly-scanner' })).toBe(true);
    expect(holds('a: [friendly, evil]\ncondition: a', { userName: 'devil' })).toBe(true);
    expect(holds("a:\n  '|all': [friendly, scanner]\ncondition: a", { userAgent: 'friendly phone' })).toBe(false);
  });

  it('takes a list of conditions as or', () => {
    expect(holds('a: {user.name: x}\nb: {user.name: y}\ncondition: [a, b]', { userName: 'y' })).toBe(true);
  });

  it('minds the log source', () => {
    const asterisk = 'logsource: {product: asterisk}';
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'asterisk' }, asterisk)).toBe(true);
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'kamailio' }, asterisk)).toBe(false);
    const sshd = 'logsource: {product: linux, service: sshd}';
    expect(holds(item('user.name', 'x'), { userName: 'x', service: 'ami' }, sshd)).toBe(false);
    expect(holds(item('user.name', 'x'), { userName: 'x', service: 'sshd' }, sshd)).toBe(true);
    const pjsip = 'logsource: {product: asterisk, service: pjsip, definition: whatever}';
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'asterisk', service: 'pjsip' }, pjsip)).toBe(true);
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'asterisk', service: 'ami' }, pjsip)).toBe(false);
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'kamailio', service: 'pjsip' }, pjsip)).toBe(false);
    const linux = 'logsource: {product: Linux}';
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'pam' }, linux)).toBe(true);
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'asterisk' }, linux)).toBe(false);
    const sip = 'logsource: {service: sip}';
    expect(holds(item('user.name', 'x'), { userName: 'x', dataset: 'kamailio', service: 'sip' }, sip)).toBe(true);
    expect(holds(item('user.name', 'x'), { userName: 'x', service: 'ssh' }, sip)).toBe(false);
    const signIn = 'logsource: {category: authentication}';
    expect(holds(item('user.name', 'x'), { userName: 'x', action: 'admin-login' }, signIn)).toBe(true);
    expect(holds(item('user.name', 'x'), { userName: 'x', action: 'sip-call' }, signIn)).toBe(false);
  });

  it.each([
    [
      '{product: linux, service: vsftpd}',
      /no source delivers records of linux service "vsftpd"; known are: sshd, auth, pam/,
    ],
    ['{product: linux, service: auditd}', /linux service "auditd"/],
    ['{product: nginx, service: error}', /product "nginx"; known are: asterisk, /],
    ['{product: asterisk, service: security}', /asterisk service "security"/],
    ['{product: suricata, service: dns}', /suricata service "dns"; known are: none/],
    ['{service: vsftpd}', /service "vsftpd"/],
    ['{category: webserver}', /category "webserver"; known are: telecom, authentication/],
    ['{category: telecom, product: constructor}', /product "constructor"/],
    ['{category: telecom, vendor: acme}', /"vendor" is not known/],
    ['{}', /names no category/],
    ['{product: [asterisk]}', /must be a text/],
  ])('refuses the log source %s', (logsource, wanted) => {
    expect(reason(lone('a: {user.name: x}\ncondition: a', `logsource: ${logsource}`))).toMatch(wanted);
  });

  it('answers the same for hostile texts, remembered or not', () => {
    const plan = rule(lone("a:\n  user.name|contains: ['a?b', 'x*y', 'zz']\ncondition: a")).outputs[0].plan as BasePlan;
    const answer = compile(plan.node);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'x', 'y', 'z', '*', '?') }), (userName) => {
        expect(answer(Object.assign(new Event(), { userName }))).toBe(/a.b|x.*y|zz/.test(userName));
      }),
      { numRuns: 2000 },
    );
  });
});

const base =
  'title: b\nname: b\nlogsource: {category: telecom}\ndetection: {a: {event.outcome: failure}, condition: a}\n---\n';
const second = base.replace('name: b', 'name: c');
const corr = (body: string, more = '') => `${base}title: c\ncorrelation: {${body}}\n${more}`;
const count = 'type: event_count, rules: [b], group-by: [source.ip], timespan: 10m, condition: {gte: 5}';

describe('what is refused, and why', () => {
  const cases: readonly [text: string, reason: RegExp][] = [
    ['', /empty/],
    ['- a\n- b', /not a map/],
    ['title: [', /^YAML/],
    ['title: a\ntitle: b\nlogsource: {}\n', /unique/],
    [lone('a: {user.name: x}'), /no condition/],
    [lone('a: {user.name: x}\ncondition: a | count() > 5'), /aggregation .* use a correlation/],
    [lone('a: {user.name: x}\ncondition: a near b'), /cannot be read from "near b"/],
    [lone('a: {user.name: x}\ncondition: b'), /names "b"/],
    [lone('a: {user.name: x}\ncondition: 2 of a*'), /"2 of"/],
    [lone('a: {user.name: x}\ncondition: 1 of b*'), /stands for nothing/],
    [lone('a: {user.name: x}\ncondition: (a'), /misses a "\)"/],
    [lone('a: {user.name: x}\ncondition: a and'), /ends too early/],
    [lone(`a: {user.name: x}\ncondition: ${'('.repeat(60)}a${')'.repeat(60)}`), /nested deeper/],
    [lone('a: {EventID: 1}\ncondition: a'), /unknown field "EventID"/],
    [lone('a: {user.name|foo: 1}\ncondition: a'), /unknown modifier "foo"/],
    [lone('a: {user.name|windash: 1}\ncondition: a'), /windash/],
    [lone("a: {user.name|expand: '%x%'}\ncondition: a"), /expand/],
    [lone('a: {user.name|wide: x}\ncondition: a'), /UTF-16/],
    [lone('a: {user.name|contains|startswith: x}\ncondition: a'), /cannot be combined/],
    [lone('a: {user.name|i: x}\ncondition: a'), /goes with "re" only/],
    [lone('a: {user.name|gt: 5}\ncondition: a'), /is no number/],
    [lone('a: {sip.code: many}\ncondition: a'), /is no number/],
    [lone("a: {user.name|re: '(a'}\ncondition: a"), /regular expression refused/],
    [lone("a: {user.name|re: '(a)\\1'}\ncondition: a"), /regular expression refused/],
    [lone('a: {source.ip|cidr: 192.0.2.300/24}\ncondition: a'), /is not a range/],
    [lone('a: {user.name|cidr: 192.0.2.0/24}\ncondition: a'), /source\.ip/],
    [lone("a: ['']\ncondition: a"), /empty keyword/],
    [lone('a: {user.name: x}\ncondition: a\ntimeframe: 5m'), /timeframe/],
    [lone('a: {user.name: x}\ncondition: a', 'status: test'), /logsource.*mandatory/],
    [lone('a: {user.name: x}\ncondition: a', 'logsource: {product: windows}'), /no source delivers/],
    [`action: global\n${lone('a: {user.name: x}\ncondition: a')}`, /"action"/],
    [lone('a: {user.name: x}\ncondition: a').replace('title: t', 'titel: t'), /"title" is missing/],
    [`${lone('a: {user.name: x}\ncondition: a')}level: urgent\n`, /"urgent" is none of/],
    [`${lone('a: {user.name: x}\ncondition: a')}---\n${lone('a: {user.name: y}\ncondition: a')}`, /stand on their own/],
    [corr(count.replace('event_count', 'near')), /type "near"/],
    [corr(count.replace('10m', '10')), /timespan "10"/],
    [corr(count.replace('10m', '1y')), /timespan "1y"/],
    [corr(count.replace('10m', '400d')), /longer than 31d/],
    [corr(count.replace('[b]', '[nowhere]')), /refers to "nowhere"/],
    [corr(count.replace('source.ip', 'Computer')), /unknown field "Computer"/],
    [corr(count.replace('gte: 5', 'lte: 5')), /lower bound/],
    [corr(count.replace('gte: 5', 'gte: 5, lte: 4')), /no number can meet/],
    [corr(count.replace('gte: 5', 'least: 5')), /unknown key "least"/],
    [corr(count.replace('gte: 5', "gte: '5'")), /must be a number/],
    [corr(`${count}, window: sliding`), /unknown key "window"/],
    [corr(count.replace('event_count', 'value_count')), /needs a "field"/],
    [
      corr(count.replace('event_count', 'value_sum').replace('gte', 'field: user.name, gte')),
      /needs a field with numbers/,
    ],
    [corr(count.replace('event_count', 'value_percentile').replace('gte', 'field: sip.code, gte')), /"percentile"/],
    [corr(count.replace('event_count', 'temporal').replace('{gte: 5}', 'not b')), /when nothing happens/],
    [corr(count.replace('event_count', 'temporal').replace('{gte: 5}', 'b and c')), /"c", which "rules" does not list/],
    [
      `${base}${second}title: c\ncorrelation: {type: temporal_ordered, rules: [b, c], group-by: [source.ip], timespan: 1m, condition: c and b}`,
      /in the order of "rules"/,
    ],
    [corr(`${count}, aliases: {who: {x: user.name}}`), /alias "who" names "x"/],
    [corr(count, 'logsource: {category: telecom}'), /has no "logsource"/],
    [corr(count, 'belwacht: {colour: red}'), /belwacht: unknown key "colour"/],
    [corr(count, 'belwacht: {mode: maybe}'), /mode "maybe"/],
    [corr(count, 'belwacht: {response: {action: block}}'), /needs a duration/],
    [corr(count, 'belwacht: {response: {action: block, duration: 1h, ceiling: 1m}}'), /below the duration/],
    [
      corr(count.replace('source.ip', 'user.name'), 'belwacht: {response: {action: block, duration: 1h}}'),
      /needs source\.ip/,
    ],
    [corr(count, 'belwacht: {sentence: {nl: "{hoeveel}", en: x}}'), /placeholder \{hoeveel\}/],
    [corr(count, 'belwacht: {title: {en: x}}'), /must have nl and en/],
  ];
  for (const [text, expected] of cases)
    it(`${expected.source}`, () => {
      expect(reason(text)).toMatch(expected);
      expect(reason(text)).not.toMatch(/^accepted$|undefined|\[object/);
    });

  it('an alias bomb', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(reason(lines.join('\n'))).toMatch(/alias/i);
  });

  it('depth without end', () => {
    expect(reason(`title: ${'['.repeat(100_000)}`)).toMatch(/YAML/);
  });

  it('correlations that go in circles', () => {
    const circle = (name: string, other: string) =>
      `title: ${name}\nname: ${name}\ncorrelation: {type: event_count, rules: [${other}], group-by: [source.ip], timespan: 1m, condition: {gte: 2}}\n`;
    expect(reason(`${circle('x', 'y')}---\n${circle('y', 'x')}`)).toMatch(/itself/);
  });

  it('never throws, whatever the file', () => {
    const word = fc.constantFrom(
      'title: a',
      'detection:',
      '  a: {user.name|re: "("}',
      '  condition: a',
      '---',
      'correlation:',
      '  type: temporal',
      ': :',
      '&a *a',
      '- x',
      'logsource: {}',
      'belwacht: 3',
      '\u0000',
      '  rules: [b]',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 12 }), (lines) => {
        const result = loadRule(lines.join('\n'), 'r');
        if (!result.ok) expect(result.reason).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('rules in several files', () => {
  const many =
    'title: c\nname: many\ncorrelation: {type: event_count, rules: [b], group-by: [source.ip], timespan: 10m, condition: {gte: 5}}\n';
  const first = base.replace('---\n', '');

  it('find each other by name or id, and what is built upon stays silent', () => {
    const [low, high] = loadRules([
      { id: 'low', text: first },
      { id: 'high', text: many },
    ]);
    expect(low.ok && low.value.outputs).toEqual([]);
    expect(high.ok && high.value.outputs).toHaveLength(1);
  });

  it('may speak as well when the correlation says generate', () => {
    const [low] = loadRules([
      { id: 'low', text: first },
      { id: 'high', text: many.replace('type:', 'generate: true, type:') },
    ]);
    expect(low.ok && low.value.outputs).toHaveLength(1);
    expect(rule(`${base}${many.replace('type:', 'generate: true, type:')}`).outputs).toHaveLength(2);
  });

  it('are refused alone, with what is missing', () => {
    expect(reason(many)).toMatch(/refers to "b", which is not in this file/);
  });
});

it('knows which rules need the record itself', () => {
  expect(rule(lone(item('message|contains', 'x'))).needsOriginal).toBe(true);
  expect(rule(lone('a: [word]\ncondition: a')).needsOriginal).toBe(true);
  expect(rule(lone(item('user.name', 'x'))).needsOriginal).toBe(false);
});
