import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severities } from '../../core/severity.ts';
import type { AlarmFacts } from './alarm-facts.ts';
import { gsmLength, toGsm } from './gsm-text.ts';
import { readReply } from './read-reply.ts';
import { spokenAlarm } from './spoken-alarm.ts';
import { alarmLetter, smsText } from './words.ts';

const facts: AlarmFacts = {
  number: 42,
  title: 'Belfraude naar Cuba',
  severity: 'critical',
  customers: ['Bakker BV', 'Jansen', 'De Vries'],
  since: Date.parse('2026-01-08T03:07:00+01:00'),
  emergencyCalling: 'no',
  drill: false,
  link: 'https://belwacht.example/a/2b9c',
  standsInFor: '',
  atRisk: [],
  deferredFrom: 0,
  zone: 'Europe/Amsterdam',
};

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(
    '',
    ' \u202e\u0000\r\nBcc: x@example.com',
    '=cmd|A1',
    '<script>1</script>',
    '€{}[]'.repeat(50),
    '😀'.repeat(99),
  ),
);
const anyFacts: fc.Arbitrary<AlarmFacts> = fc.record({
  number: fc.integer({ min: 1, max: 9_999_999 }),
  title: hostile,
  severity: fc.constantFrom(...severities),
  customers: fc.array(hostile, { maxLength: 3 }),
  since: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  emergencyCalling: fc.constantFrom('no' as const, 'yes' as const, 'unknown' as const),
  drill: fc.boolean(),
  link: fc.oneof(fc.constant(''), fc.webUrl(), fc.constant(`https://belwacht.example/${'a'.repeat(120)}`)),
  standsInFor: hostile,
  atRisk: fc.array(hostile, { maxLength: 8 }),
  deferredFrom: fc.constantFrom(0, 1_700_000_000_000),
  zone: fc.constantFrom('Europe/Amsterdam', 'UTC'),
});
const anyLanguage = fc.constantFrom('nl' as const, 'en' as const);

describe('an SMS', () => {
  it('says what, for whom, since when, and where to acknowledge', () => {
    expect(smsText(facts, 'nl')).toBe(
      'Kritiek 42: Belfraude naar Cuba (Bakker BV en 2 andere klanten). Sinds 03:07. https://belwacht.example/a/2b9c',
    );
    expect(smsText({ ...facts, drill: true, emergencyCalling: 'yes', customers: [] }, 'en')).toBe(
      'DRILL Critical 42: Belfraude naar Cuba. Emergency calls hit! Since 03:07. https://belwacht.example/a/2b9c',
    );
  });

  it('is cut in its title only', () => {
    const text = smsText({ ...facts, title: 'Ünïcode “citaat” – €100 '.repeat(20) }, 'nl');
    expect(gsmLength(text)).toBeGreaterThan(155);
    expect(text).toMatch(
      /^Kritiek 42: Ünicode "citaat" - €100 .*\.\.\. Sinds 03:07\. https:\/\/belwacht\.example\/a\/2b9c$/,
    );
  });

  it('drops a link it has no room for', () => {
    const text = smsText({ ...facts, link: `https://belwacht.example/${'a'.repeat(120)}` }, 'nl');
    expect(text).toBe('Kritiek 42: Belfraude naar Cuba (Bakker BV en 2 andere klanten). Sinds 03:07. Open Belwacht.');
  });

  it('is never longer than one message, on one line, its link whole or absent', () => {
    fc.assert(
      fc.property(anyFacts, anyLanguage, (any, language) => {
        const text = smsText(any, language);
        expect(gsmLength(text)).toBeLessThanOrEqual(160);
        expect(text).not.toMatch(/[\r\n]/);
        expect(text.endsWith(`. ${any.link}`) || text.endsWith('. Open Belwacht.')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps to the GSM alphabet', () => {
    expect(toGsm('Ægir ñandú Łódź ‘x’ 日本 →')).toBe("Ægir ñandu Lodz 'x' ?? ->");
    expect([gsmLength('a€'), gsmLength('ł')]).toEqual([3, undefined]);
  });
});

describe('a phone call', () => {
  it('says it in words and offers the keys', () => {
    const { message, menu } = spokenAlarm({ ...facts, emergencyCalling: 'yes', standsInFor: 'Anna' }, 'nl');
    expect(message).toBe(
      'Dit is Belwacht. Incident 42, ernst kritiek. Belfraude naar Cuba. Klant: Bakker BV en 2 andere klanten. ' +
        'Bellen naar 112 is geraakt. Sinds 3 uur 7. Je wordt gebeld in plaats van Anna.',
    );
    expect(menu).toMatch(/1 .* 2 .* 3 /);
  });

  it('holds nothing a speech engine takes for markup, and no links', () => {
    fc.assert(
      fc.property(anyFacts, anyLanguage, (any, language) => {
        const { message } = spokenAlarm(any, language);
        expect(message).toMatch(/^[\p{L}\p{M}\p{N} .,':-]+$/u);
        expect(message.isWellFormed()).toBe(true);
        expect(message.length).toBeLessThan(800);
      }),
      { numRuns: 1_000 },
    );
    expect(spokenAlarm({ ...facts, title: '<break time="9s"/> zie https://evil.example/x' }, 'en').message).toContain(
      ' break time 9s zie. ',
    );
  });
});

describe('a letter', () => {
  it('says in Dutch and English what is known, and what is not', () => {
    const told = {
      ...facts,
      customers: [],
      emergencyCalling: 'unknown' as const,
      atRisk: ['SBC 1'],
      deferredFrom: facts.since,
    };
    expect(alarmLetter(told, 'nl', true)).toEqual({
      subject: 'Kritiek: incident 42, Belfraude naar Cuba',
      lines: [
        'Incident 42 (kritiek): Belfraude naar Cuba.',
        'Welke klanten geraakt zijn is nog niet bekend.',
        'Sinds: 8 januari om 03:07 CET.',
        'Of 112 bereikbaar is, is nog niet nagegaan.',
        'Dit bericht wachtte op het einde van je stille uren, sinds 8 januari om 03:07 CET.',
        'Let op: deze weg hangt af van wat geraakt is (SBC 1) en kan uitvallen.',
        'Bevestigen kan met de link, of door te antwoorden met alleen OK. Kun je niet: antwoord KAN NIET.',
      ],
      link: facts.link,
      linkLabel: 'Bevestig dat je het oppakt',
    });
    expect(alarmLetter({ ...facts, drill: true }, 'en', false).lines).toEqual([
      'Incident 42 (critical): Belfraude naar Cuba.',
      'This is a drill.',
      'For whom: Bakker BV and 2 other customers.',
      'Since: 8 January at 03:07 CET.',
    ]);
  });

  it('has no line breaks or control characters in its lines', () => {
    fc.assert(
      fc.property(anyFacts, anyLanguage, (any, language) => {
        const { subject, lines } = alarmLetter(any, language, true);
        for (const line of [subject, ...lines]) {
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
          expect(line.isWellFormed()).toBe(true);
          expect(line.length).toBeLessThan(600);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a reply by mail', () => {
  it('counts when its first line says nothing but the word', () => {
    for (const text of ['OK', 'ok.\n\n> Incident 42', '\r\n\r\n  Bevestigd!\r\n-- \r\nAnna', 'Oké'])
      expect(readReply(text)).toBe('acknowledged');
    for (const text of ['KAN NIET', 'I can’t.', 'No\n> OK']) expect(readReply(text)).toBe('declined');
  });

  it('does not when it is an automatic reply, a quotation, a sentence or a flood', () => {
    for (const text of [
      '',
      '> OK',
      'OK, I am out of the office until Monday',
      'Ik ben afwezig',
      'Niet ok',
      `${'\n'.repeat(500)}OK`,
      `${' '.repeat(30_000)}OK`,
      '<b>OK</b>',
    ])
      expect(readReply(text)).toBeUndefined();
  });
});
