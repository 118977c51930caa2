import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMail, textOfHtml } from './read-mail.ts';

const limits = { files: 2, characters: 20 };
const mail = (...lines: string[]) => readMail(Buffer.from(lines.join('\r\n')), limits);

test('a sender is one address, or nobody', async () => {
  const from = async (...lines: string[]) => (await mail(...lines, '', 'x'))?.from;
  expect(await from('From: "Eva, NOC" <Eva@Example.NL>')).toBe('eva@example.nl');
  expect(await from('From: a@b.nl', 'From: c@d.nl')).toBe('');
  expect(await from('Subject: x')).toBe('');
  expect(await from('From: Team: a@b.nl, c@d.nl;')).toBe('');
});

test('ids of what is answered come with the nearest first', async () => {
  const read = await mail('Message-ID: <me@x>', 'References: <one@x> <two@x>', 'In-Reply-To: <two@x>', '', 'x');
  expect([read?.messageId, read?.references]).toEqual(['me@x', ['two@x', 'two@x', 'one@x']]);
});

test.each([
  ['Auto-Submitted: auto-replied', true],
  ['Auto-Submitted: no', false],
  ['Precedence: bulk', true],
  ['List-Id: <x.example>', true],
  ['Return-Path: <>', true],
  ['Content-Type: multipart/report; boundary=x', true],
  ['X-Mailer: a program', false],
])('%s is automatic: %s', async (line, expected) => {
  expect((await mail('From: a@b.nl', line, '', 'x'))?.automatic).toBe(expected);
});

test('what is too much is left, and how much that was is told', async () => {
  const part = (name: string) => ['--b', `Content-Disposition: attachment; filename=${name}`, '', 'x'];
  const long = await mail(
    ...['From: a@b.nl', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', ''],
    ...['--b', '', 'x'.repeat(25), ...part('1'), ...part('2'), ...part('3'), '--b--'],
  );
  expect(long?.text).toBe('x'.repeat(20));
  expect(long?.files.map(({ name }) => name)).toEqual(['1', '2']);
  expect(long?.left.files).toBe(1);
  expect(long?.left.characters).toBeGreaterThanOrEqual(5);
  expect((await mail('From: a@b.nl', '', 'short'))?.left).toEqual({ files: 0, characters: 0 });
});

test('HTML becomes its words, however it is broken', () => {
  expect(textOfHtml('<p>Ok&nbsp;&amp; <b>done</b></p><script>x</script><style>y<p>z')).toBe('Ok & done');
  expect(textOfHtml('<!-- <p>hidden</p> -->a<br>b &#x41;&#65; &unknown; &#0;')).toBe('a\nb AA &unknown;');
  expect(textOfHtml('<'.repeat(300_000) + '<!--'.repeat(200_000)).length).toBeLessThan(1_000_000);
  expect(textOfHtml('&nbsp;'.repeat(150_000))).toBe('');
});

test('whatever the bytes are, it is a mail or none', async () => {
  const parts = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\r\n',
        '\r\n\r\n',
        'From: ',
        'Content-Type: multipart/mixed; boundary=b',
        '--b',
        '--b--',
        '=?utf-8?B?////?=',
      ),
    ),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(parts, async (lines) => {
      const read = await readMail(Buffer.from(lines.join('')), limits);
      expect(read === undefined || read.text.isWellFormed()).toBe(true);
    }),
    { numRuns: 200 },
  );
});
