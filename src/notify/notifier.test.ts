import { describe, expect, it } from 'vitest';
import type { Alert } from '../core/alert.ts';
import type { Decision, DecisionState } from '../core/decision.ts';
import type { Notice } from './compose.ts';
import { Notifier, type Recipient } from './notifier.ts';

const t0 = Date.UTC(2025, 5, 1, 1, 2, 3);
const jan: Recipient = {
  id: 'jan',
  kind: 'mail',
  address: 'jan@example.net',
  language: 'nl',
  minimumSeverity: 'medium',
};
const hook: Recipient = {
  id: 'hook',
  kind: 'webhook',
  address: 'https://hooks.example.net/x',
  language: 'en',
  minimumSeverity: 'informational',
};

function notice(over: Partial<Alert> = {}, more: Partial<Notice> = {}): Notice {
  const alert: Alert = {
    id: 'a1',
    rule: 'sip-brute-force',
    severity: 'high',
    tenant: 'bakery',
    asset: 'pbx',
    group: {},
    start: t0,
    end: t0 + 1000,
    count: 12,
    distinct: { users: 1, addresses: 1, numbers: 0 },
    sourceIp: '203.0.113.7',
    userName: '',
    country: 'NL',
    asNumber: 64500,
    asName: 'Example Hosting',
    sentence: { nl: 'Iemand raadt wachtwoorden.', en: 'Somebody guesses passwords.' },
    evidence: [],
    response: { action: 'alert', durationS: 0, ceilingS: 0 },
    ...over,
  };
  return {
    alert,
    ruleTitle: { nl: 'Brute force op SIP', en: 'SIP brute force' },
    tenantName: 'Bakkerij Jansen',
    assetName: 'PBX',
    timeZone: 'Europe/Amsterdam',
    decision: undefined,
    link: 'https://belwacht.example.net/alerts/a1',
    ...more,
  };
}

function decision(state: DecisionState): Decision {
  return {
    id: 'd1',
    tenant: 'bakery',
    action: 'block',
    scope: 'ip',
    value: '203.0.113.7',
    from: t0,
    until: t0 + 3_600_000,
    reason: { nl: 'Reden. Niet geblokkeerd: klant.', en: 'Reason. Not blocked: customer.' },
    author: 'rule:r',
    alert: 'a1',
    rule: 'r',
    offence: 1,
    state,
    guards: [],
  };
}

const make = (perMinute = 10) => new Notifier({ perMinute, link: 'https://belwacht.example.net/alerts' });

describe('who is told what', () => {
  it('tells a new alert once to each who wants that severity', () => {
    const notifier = make();
    expect(notifier.tell(notice(), [jan, hook], t0).map(({ recipient }) => recipient.id)).toEqual(['jan', 'hook']);
    expect(notifier.tell(notice({ count: 99 }), [jan, hook], t0 + 1)).toEqual([]);
    expect(notifier.tell(notice({ id: 'a2', severity: 'low' }), [jan, hook], t0 + 2)).toHaveLength(1);
  });

  it('tells again when it worsens, as such only to those who heard of it, and not when it eases', () => {
    const notifier = make();
    notifier.tell(notice({ severity: 'low' }), [jan, hook], t0);
    const [toJan, toHook] = notifier.tell(notice({ severity: 'critical' }), [jan, hook], t0 + 1);
    expect(toJan.message.subject).toBe('[Kritiek] Brute force op SIP: Bakkerij Jansen, 203.0.113.7');
    expect(toHook.message.subject).toBe('[Critical] (worsened) SIP brute force: Bakkerij Jansen, 203.0.113.7');
    expect(toHook.message.data.type).toBe('alert.worsened');
    expect(notifier.tell(notice({ severity: 'high' }), [jan, hook], t0 + 2)).toEqual([]);
  });

  it('tells nothing twice after a restart, with ids that repeat', () => {
    const before = make().tell(notice(), [jan], t0);
    expect(make().tell(notice(), [jan], t0 + 5)).toEqual(before);
    const after = make();
    after.load([{ id: 'a1', severity: 'high' }]);
    expect(after.isNews({ kind: 'updated', alert: notice().alert })).toBe(false);
    expect(after.tell(notice(), [jan], t0)).toEqual([]);
  });

  it('gathers a storm into one message that states how many', () => {
    const notifier = make(3);
    const at = (i: number) => t0 + i * 100;
    const direct = Array.from({ length: 50 }, (_, i) => {
      const severity = i === 40 ? 'critical' : 'high';
      return notifier.tell(notice({ id: `s${i}`, severity }), [jan], at(i)).length;
    });
    expect(direct.filter((count) => count > 0)).toHaveLength(3);
    expect(notifier.tick(at(3) + 59_999)).toEqual([]);
    const [{ message }] = notifier.tick(at(3) + 60_000);
    expect(message.subject).toBe('[Kritiek] 47 nieuwe meldingen');
    expect(message.body).toContain('en nog 27');
    expect(message.data.count).toBe(47);
    expect(notifier.tick(at(3) + 120_000)).toEqual([]);
    expect(notifier.tell(notice({ id: 'later' }), [jan], at(3) + 180_000)).toHaveLength(1);
  });
});

describe('what is told', () => {
  it('answers what, for whom, since when, what was done and what next, with the link last', () => {
    const [{ message }] = make().tell(notice({}, { decision: decision('in-force') }), [jan], t0);
    expect(message.body).toBe(
      [
        'Wat: Iemand raadt wachtwoorden.',
        'Voor wie: Bakkerij Jansen – PBX',
        'Vanaf: 203.0.113.7, NL, Example Hosting',
        'Sinds: 1 juni 2025 om 03:02:03 CEST',
        'Aantal: 12',
        'Gedaan: 203.0.113.7 is geblokkeerd tot 1 juni 2025 om 04:02:03 CEST.',
        'Wat nu: Controleer of dit klopt. Ongedaan maken kan met één knop bij de melding.',
        '',
        'https://belwacht.example.net/alerts/a1',
        '',
      ].join('\n'),
    );
  });

  it.each<[DecisionState | undefined, RegExp]>([
    [undefined, /Done: Nothing yet: this rule only alerts/],
    ['asked', /Done: Asked to block 203\.0\.113\.7 until 1 June 2025/],
    ['failed', /Done: Blocking 203\.0\.113\.7 failed; Belwacht keeps trying/],
    ['held', /Done: .*a guard held it .*Not blocked: customer\./],
    ['reported', /Done: Nothing: report only\. When enforcing, 203\.0\.113\.7 would have been blocked/],
  ])('says no more than is known of a decision that is %s', (state, words) => {
    const [{ message }] = make().tell(notice({}, { decision: state && decision(state) }), [hook], t0);
    expect(message.body).toMatch(words);
  });

  it('keeps what attackers send from breaking lines, turning text around or growing', () => {
    const evil = `x\r\nBcc: y@example.com\u202Egnp\u0000${'z'.repeat(5000)}`;
    const sentence = { nl: evil, en: evil };
    const [{ message }] = make().tell(
      notice({ sentence, sourceIp: '', userName: evil }, { tenantName: evil }),
      [jan],
      t0,
    );
    for (const text of [message.subject, message.body]) expect(text).not.toMatch(/\r|\u202E|\0|\nBcc/);
    expect(message.subject).not.toContain('\n');
    expect(message.subject.length).toBeLessThanOrEqual(180);
    expect(message.body.length).toBeLessThan(2500);
  });
});
