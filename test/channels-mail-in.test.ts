import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { IncidentWire as Incident } from '../src/api/schema/incidents.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Colleague, Duty } from './lab/duty.ts';
import { ImapServer } from './lab/imap-server.ts';
import { Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** Answers to alarms and new incidents by mail, through a real mail server out and a real mailbox (Dovecot) in. */

const outgoing = new Mailbox();
let dir: string;
let incoming: ImapServer;
let database: DebianDatabase;
let serving: Serving;
let duty: Duty;
let olga: Colleague;
let eva: Colleague;
let mails = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-mail-in-'));
  // Mail is written by an account of its own.
  chmodSync(dir, 0o755);
  incoming = new ImapServer(join(dir, 'imap'));
  await Promise.all([outgoing.open(), incoming.start()]);
  database = await DebianDatabase.make();
  serving = new Serving('mail-in', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: outgoing.port, from: 'Belwacht <belwacht@example.net>' },
    mail_in: {
      ...{ host: '127.0.0.1', port: incoming.port, secure: false, user: incoming.user, password: incoming.password },
      ...{ address: 'answers@example.net', open_from: ['helpdesk@example.org', '@carrier.example'], every_s: 5 },
    },
  });
  // There before anybody asked: nobody's answer, and nobody's incident.
  await incoming.deliver(letter({ from: 'helpdesk@example.org', subject: 'From before' }));
  await serving.start();
  duty = new Duty(serving, outgoing);
  olga = await duty.setUp('Olga de Boer', 'olga@example.net');
  eva = await duty.join(olga, 'Eva', 'engineer');
  await duty.policy([[eva], [olga]], 60);
  // The mailbox has been read once: its place is kept from here on.
  await until('the mailbox is read', 20, placeKept);
}, 120_000);

afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await outgoing.close();
  await incoming?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

async function placeKept(): Promise<boolean> {
  const client = await database.connect();
  try {
    const { rows } = await client.query(`select 1 from setting where key = 'fact:mail-in-place'`);
    return rows.length > 0;
  } finally {
    await client.end();
  }
}

interface Wish {
  readonly from: string;
  readonly subject: string;
  readonly body?: string;
  readonly id?: string;
  readonly headers?: readonly string[];
}

function letter({ from, subject, body = 'Hello', id = `${++mails}@mail.example`, headers = [] }: Wish): string {
  return [
    ...[`From: Somebody <${from}>`, 'To: answers@example.net', `Subject: ${subject}`, `Message-ID: <${id}>`],
    ...['Date: Mon, 01 Jun 2026 10:00:00 +0000', ...headers, '', body, ''],
  ].join('\r\n');
}

async function alarmed(title: string): Promise<{ incident: Incident; id: string }> {
  const incident = await duty.open(title);
  await duty.link(eva, incident);
  const [mail] = duty.mails(eva, incident);
  expect(mail.headers.get('reply-to')).toContain('answers@example.net');
  return { incident, id: mail.headers.get('message-id') ?? '' };
}

const incidents = () => serving.all<Incident>('/api/v1/incidents');
const dealtWith = (subject: string, flag: string) =>
  until(`"${subject}" is ${flag}`, 30, async () => (await incoming.flags()).get(subject)?.includes(flag));

test('a reply that says OK and nothing else acknowledges, over In-Reply-To', async () => {
  const { incident, id } = await alarmed('Toll fraud at the bakery');
  await incoming.deliver(
    letter({ from: eva.email, subject: 'Re: one', body: 'Ok.\r\n\r\n> Incident', headers: [`In-Reply-To: ${id}`] }),
  );
  const taken = await duty.escalated('taken', incident, ({ phase }) => phase === 'acknowledged', 30);
  expect(taken.answers).toMatchObject([{ byName: 'Eva', way: 'mail-reply', kind: 'acknowledged' }]);
  await dealtWith('Re: one', '\\Seen');
});

test('what is no clear answer, comes from somebody else or from a machine answers nothing', async () => {
  const { incident, id } = await alarmed('Trunk down');
  const reply = (subject: string, more: Partial<Wish>) =>
    incoming.deliver(
      letter({ from: eva.email, subject, ...more, headers: [`References: ${id}`, ...(more.headers ?? [])] }),
    );
  await reply('Re: sentence', { body: 'I will look at it when I am home, is that ok?' });
  await reply('Re: stranger', { from: 'mallory@evil.example', body: 'OK' });
  await reply('Re: vacation', { body: 'OK', headers: ['Auto-Submitted: auto-replied'] });
  await reply('Re: bounce', { body: 'OK', headers: ['Return-Path: <>'] });
  await reply('Re: two senders', { body: 'OK', headers: ['From: mallory@evil.example'] });
  for (const left of ['Re: sentence', 'Re: stranger', 'Re: two senders']) await dealtWith(left, '\\Flagged');
  for (const done of ['Re: vacation', 'Re: bounce']) await dealtWith(done, '\\Seen');
  expect((await duty.escalation(incident))?.answers).toEqual([]);
  // HTML alone, in another character set, with the quoted alarm below.
  const html = Buffer.from('<style>p{}</style><p>Kan niet</p><blockquote>OK</blockquote>', 'utf16le');
  const headers = [
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-16le',
    'Content-Transfer-Encoding: base64',
  ];
  await reply('Re: html', { body: html.toString('base64'), headers });
  const said = await duty.escalated('declined', incident, ({ answers }) => answers.length > 0, 30);
  expect(said.answers).toMatchObject([{ byName: 'Eva', way: 'mail-reply', kind: 'declined' }]);
});

test('known senders open incidents, once a mail; others and machines do not', async () => {
  const before = (await incidents()).length;
  const wish = {
    from: 'noc@carrier.example',
    subject: '=HYPERLINK("http://evil") <b>fibre cut</b>',
    id: 'cut-1@carrier',
  };
  const boundary = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
  const body = [
    ...['--b', 'Content-Type: text/plain; charset=utf-8', '', 'Café <script>alert(1)</script>', '--b'],
    ...['Content-Type: text/csv', 'Content-Disposition: attachment; filename="../../calls.csv"', '', '=1+1', '--b--'],
  ].join('\r\n');
  await incoming.deliver(letter({ ...wish, body, headers: boundary }));
  await incoming.deliver(letter({ ...wish, body, headers: boundary }));
  await incoming.deliver(letter({ from: 'mallory@evil.example', subject: 'Open sesame' }));
  await incoming.deliver(
    letter({ from: 'helpdesk@example.org', subject: 'Out of office', headers: ['Auto-Submitted: auto-generated'] }),
  );
  await incoming.deliver(letter({ from: 'helpdesk@example.org', subject: 'Last one' }));
  await dealtWith('Last one', '\\Seen');
  const now = await incidents();
  expect(now).toHaveLength(before + 2);
  const opened = now.find(({ title }) => title.includes('fibre cut'));
  expect(opened).toBeDefined();
  expect((await duty.timeline(opened!)).join('\n')).toContain('Café');
  const page = await serving.get<{ attachments?: unknown }>(`/api/v1/incidents/${opened!.id}`);
  expect(JSON.stringify(page)).not.toContain('../');
  expect(now.some(({ title }) => /sesame|Out of office|From before/.test(title))).toBe(false);
});

test('bombs are left alone, and what comes after them is read', async () => {
  const depth = 2_000;
  const nested = Array.from(
    { length: depth },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`,
  ).join('\r\n');
  await incoming.deliver(
    `From: noc@carrier.example\r\nSubject: Nested\r\nMessage-ID: <n@carrier>\r\nMIME-Version: 1.0\r\n${nested}\r\n`,
  );
  await incoming.deliver(
    letter({ from: 'noc@carrier.example', subject: 'Long header', headers: [`X-Long: ${'a'.repeat(400_000)}`] }),
  );
  await incoming.deliver(
    Buffer.concat([Buffer.from('Subject: \x00\xff\r\n\r\n', 'latin1'), Buffer.alloc(2_000, 0xff)]),
  );
  await incoming.deliver(letter({ from: 'noc@carrier.example', subject: 'After the bombs' }));
  await dealtWith('After the bombs', '\\Seen');
  expect((await incidents()).some(({ title }) => title.includes('After the bombs'))).toBe(true);
});

test('a mail of more than 50 MB opens the incident without its file, and says so', async () => {
  const file = Buffer.alloc(60 * 1024 * 1024, 0x41)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=big'];
  const body = `--big\r\n\r\nSee the file.\r\n--big\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n--big--`;
  await incoming.deliver(letter({ from: 'noc@carrier.example', subject: 'Large', body, headers }));
  await dealtWith('Large', '\\Seen');
  const opened = (await incidents()).find(({ title }) => title === 'Large');
  expect((await duty.timeline(opened!)).join('\n')).toMatch(/This mail has \d+ MB/);
});

test('what follows in the thread of a mail joins its incident, by either header, and asks nobody again', async () => {
  const from = 'noc@carrier.example';
  await incoming.deliver(letter({ from, subject: 'Fibre in the north', id: 'north-1@carrier' }));
  await dealtWith('Fibre in the north', '\\Seen');
  const before = await incidents();
  const opened = before.find(({ title }) => title === 'Fibre in the north')!;
  const files = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
  const body = ['--b', '', 'Splicing until noon.', '--b', 'Content-Disposition: attachment; filename=map.txt', '', 'x'];
  const answers = (id: string) => `In-Reply-To: <${id}>`;
  await incoming.deliver(
    letter({
      ...{ from, subject: 'Re: Fibre in the north', id: 'north-2@carrier', body: [...body, '--b--'].join('\r\n') },
      headers: [answers('north-1@carrier'), ...files],
    }),
  );
  // The helpdesk answers the second one; its thread goes back to the first.
  await incoming.deliver(
    letter({
      ...{ from: 'helpdesk@example.org', subject: 'FW: Fibre', id: 'north-3@org', body: 'Two more calls.' },
      headers: ['References: <unknown@carrier> <north-2@carrier>'],
    }),
  );
  await dealtWith('FW: Fibre', '\\Seen');
  expect(await incidents()).toHaveLength(before.length);
  const lines = await duty.timeline(opened);
  expect(lines.filter((line) => line.startsWith('Follow-up by mail from noc@carrier.example.'))).toHaveLength(1);
  expect(lines.join('\n')).toContain('Splicing until noon.');
  expect(lines.join('\n')).toContain('Follow-up by mail from helpdesk@example.org. The sender has not been verified.');
  expect(lines.join('\n')).toContain('Attached: “map.txt”');
  expect(await serving.get<unknown[]>(`/api/v1/incidents/${opened.id}/escalations`)).toHaveLength(1);
  // An answer to a message of ours belongs to the incident the message was about.
  const message = { to: from, subject: 'Trunk 7', message: 'How long?' };
  await serving.must('POST', `/api/v1/incidents/${opened.id}/messages`, message);
  const sent = await until('the message', 20, () => outgoing.of(from)[0]);
  const id = sent.headers.get('message-id')!.slice(1, -1);
  await incoming.deliver(letter({ from, subject: 'Re: Trunk 7', body: 'Till noon.', headers: [answers(id)] }));
  await dealtWith('Re: Trunk 7', '\\Seen');
  expect((await duty.timeline(opened)).join('\n')).toContain('Till noon.');
  expect(await incidents()).toHaveLength(before.length);
});

test('files beyond the fiftieth and text beyond the limit are told, not forgotten', async () => {
  const part = (name: string) => ['--b', `Content-Disposition: attachment; filename=${name}`, '', name];
  const parts = Array.from({ length: 53 }, (_, i) => part(`f${i}.txt`)).flat();
  const body = ['--b', '', `${'many words '.repeat(19_000)}`.replace(/.{990} /g, '$&\r\n'), ...parts, '--b--'];
  const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
  await incoming.deliver(
    letter({ from: 'noc@carrier.example', subject: 'Too much', body: body.join('\r\n'), headers }),
  );
  await dealtWith('Too much', '\\Seen');
  const opened = (await incidents()).find(({ title }) => title === 'Too much')!;
  const lines = (await duty.timeline(opened)).join('\n');
  expect(lines).toContain('At most 50 files of a mail are kept: 3 more are in the mailbox only.');
  expect(lines).toMatch(/At most 200,000 characters of a mail are kept: the last [\d,]+ are in the mailbox only\./);
  expect(await serving.get<unknown[]>(`/api/v1/incidents/${opened.id}/attachments`)).toHaveLength(51);
});

test('a crash, a server that was away and a mailbox that counts anew bring nothing twice and lose nothing', async () => {
  const { incident, id } = await alarmed('Crash in between');
  const before = (await incidents()).length;
  await serving.server.stop('SIGKILL');
  await incoming.deliver(
    letter({ from: eva.email, subject: 'Re: while down', body: 'OK', headers: [`In-Reply-To: ${id}`] }),
  );
  await incoming.stop();
  incoming.renumber();
  await serving.start();
  duty = new Duty(serving, outgoing);
  await incoming.start();
  const taken = await duty.escalated('taken', incident, ({ phase }) => phase === 'acknowledged', 60);
  expect(taken.answers).toHaveLength(1);
  await incoming.deliver(letter({ from: 'helpdesk@example.org', subject: 'After the numbers' }));
  await dealtWith('After the numbers', '\\Seen');
  // Old mail was read again and known; what nobody wanted then is not opened now.
  expect((await incidents()).map(({ title }) => title).filter((title) => title.includes('fibre cut'))).toHaveLength(1);
  expect(await incidents()).toHaveLength(before + 1);
});

test('a sender that the mail server proved is said to be verified', async () => {
  const file = join(serving.dir, 'belwacht.yaml');
  await serving.server.stop();
  const config = parse(readFileSync(file, 'utf8')) as { mail_in: object };
  writeFileSync(file, stringify({ ...config, mail_in: { ...config.mail_in, authenticated_by: 'mx.example.net' } }));
  await serving.start();
  const proof = 'Authentication-Results: mx.example.net; dmarc=pass header.from=carrier.example';
  await incoming.deliver(letter({ from: 'noc@carrier.example', subject: 'Proven', headers: [proof] }));
  await incoming.deliver(letter({ from: 'noc@carrier.example', subject: 'Forged' }));
  await dealtWith('Forged', '\\Flagged');
  const all = await incidents();
  const opened = all.find(({ title }) => title === 'Proven')!;
  const lines = (await duty.timeline(opened)).join('\n');
  expect(lines).toContain('Reported by mail from noc@carrier.example. The mail server has verified the sender.');
  expect(lines).not.toContain('has not been verified');
  expect(all.some(({ title }) => title === 'Forged')).toBe(false);
});
