import { expect, test } from 'vitest';
import type { WayContent } from '../../core/on-call/way-adapter.ts';
import { sentAgain } from './sent-again.ts';

const content = (short: string): WayContent => ({
  ...{ key: 'k', kind: 'alarm', language: 'nl', severity: 'critical', subject: 'Kritiek', lines: ['Trunk weg.'] },
  ...{ link: 'https://belwacht.example/a/t', linkLabel: 'Bevestig', short, answerable: true },
  spoken: {
    ...{ language: 'nl', message: 'Dit is Belwacht.', menu: 'm', notUnderstood: '', acknowledged: '', declined: '' },
    noAnswer: '',
  },
});

test('what may come twice says so, under the same key', () => {
  const again = sentAgain(content('Kritiek 7: trunk weg.'));
  expect(again.lines).toEqual([expect.stringContaining('Misschien heb je het al.'), 'Trunk weg.']);
  expect(again.short).toBe('Opnieuw: Kritiek 7: trunk weg.');
  expect(again.spoken?.message).toBe('Misschien hoor je dit voor de tweede keer. Dit is Belwacht.');
  expect([again.key, again.link, again.subject]).toEqual(['k', 'https://belwacht.example/a/t', 'Kritiek']);
});

test('an SMS never becomes two for it', () => {
  const full = 'x'.repeat(160);
  expect(sentAgain(content(full)).short).toBe(full);
  expect(sentAgain(content('x'.repeat(151))).short).toHaveLength(160);
  // Two places each in the GSM alphabet.
  expect(sentAgain(content('€'.repeat(76))).short).not.toContain('Opnieuw');
});
