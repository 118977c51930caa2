import { expect, test } from 'vitest';
import { isLongLetter, type LetterWords } from './letter-lines.ts';
import { openFromLetter } from './open-from-letter.ts';

const now = Date.parse('2026-11-23T14:00:00Z');
const open = (letter: Partial<LetterWords>) => {
  const result = openFromLetter(
    { id: 'i', tenant: 'provider', language: 'nl', key: 'mail:1' },
    { from: 'ann@example.net', subject: 'Phones down', text: 'Nobody can call.', ...letter },
    { by: { id: 'mail', name: 'ann@example.net' }, at: now, now },
  );
  if (!result.ok) throw new Error(result.reason.texts[0].en);
  return result.value;
};

test('a letter opens an incident with its subject and text, and says that nobody verified who sent it', () => {
  const { incident, entries } = open({});
  expect(incident).toMatchObject({
    title: 'Phones down',
    summary: 'Nobody can call.',
    severity: 'high',
    tenant: 'provider',
  });
  expect(entries.at(-1)).toMatchObject({
    kind: 'communication',
    text: { en: 'Reported by mail from ann@example.net. The sender has not been verified.\n\nNobody can call.' },
  });
});

test('what hides, turns around or steers is taken out; markup stays the letters it is', () => {
  const { incident, entries } = open({
    from: 'Boss\u202e <evil@example.net>\r\nBcc: all@example.net',
    subject: 'In\u200bvoice\r\nX: y \u0000\u001b[31m=1+1',
    text: '<script>alert(1)</script>\u2066hidden\u2069\u0007\r\n\r\n\r\n\r\nend\ud800',
  });
  expect(incident.title).toBe('Invoice X: y [31m=1+1');
  expect(incident.summary).toBe('<script>alert(1)</script>hidden\n\nend\ufffd');
  expect(entries.at(-1)!.text.en.split('\n')[0]).toBe(
    'Reported by mail from Boss <evil@example.net> Bcc: all@example.net. The sender has not been verified.',
  );
});

test('an empty or endless letter opens one all the same', () => {
  expect(open({ subject: ' \u200b', text: '' }).incident.title).toBe('E-mail zonder onderwerp');
  const long = 'x'.repeat(5_000_000);
  const { incident, entries } = open({ subject: long, text: long });
  expect([incident.title.length, incident.summary.length]).toEqual([200, 8000]);
  expect(entries.at(-1)!.text.en.length).toBeLessThan(20_000);
  expect(isLongLetter({ text: long })).toBe(true);
});

test('a sender the mail server proved is said to be verified, and what stays in the mailbox is told', () => {
  const { entries } = open({ proven: true, left: { files: 3, characters: 12_345, megabytes: 0 } });
  expect(entries.slice(1).map(({ kind, text, key }) => [kind, text.en.split('\n')[0], key])).toEqual([
    ['communication', 'Reported by mail from ann@example.net. The mail server has verified the sender.', 'mail:1'],
    ['note', 'At most 50 files of a mail are kept: 3 more are in the mailbox only.', 'mail:1:left:0'],
    [
      'note',
      'At most 200,000 characters of a mail are kept: the last 12,345 are in the mailbox only.',
      'mail:1:left:1',
    ],
  ]);
  expect(entries[1].text.nl).toContain('De mailserver heeft de afzender nagegaan.');
  expect(entries[3].text.nl).toContain('12.345');
});
