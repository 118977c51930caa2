/**
 * Messages to people on call when the mail server fails half the time: a thousand a minute go into the outbox of a real database
 * as alarms do, and leave through the couriers over SMTP to a real server that refuses the sender, the recipient or the content,
 * or hangs up, at random. Each message has to arrive, once, by its Message-ID.
 *
 *   node bench/outbox.ts [--messages 1000] [--seconds 60]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';
import type { WayParcel } from '../src/app/respond/on-call/alarm-message.ts';
import { mailWay } from '../src/app/respond/on-call/mail-way.ts';
import { WayPost } from '../src/app/respond/on-call/way-post.ts';
import type { NewOnCallMessage } from '../src/core/on-call/records.ts';
import { MailChannel } from '../src/notify/channels/mail/mail-channel.ts';
import { openDatabase } from '../src/store/postgres.ts';
import { createStore } from '../src/store/store.ts';
import type { Row } from './row.ts';

/** How long the last ones may take after the last was put in: a message that failed ten times waits a minute each time. */
const patienceMs = 600_000;

/** A mail server that fails half the time, in one of four ways, and says what it took. */
class FailingServer {
  /** When each Message-ID was taken, ms. */
  readonly taken = new Map<string, number[]>();
  failures = 0;
  #seed = 20_261_123;
  #server: SMTPServer | undefined;

  async open(): Promise<number> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onConnect: (session, done) => {
        // How this attempt ends is settled here: half of them well.
        const draw = this.#random();
        (session as { fate?: number }).fate = draw < 0.5 ? -1 : Math.floor((draw - 0.5) * 8);
        if ((session as { fate?: number }).fate === 0) return done(this.#fail(421));
        done();
      },
      onMailFrom: (_address, session, done) => done((session as { fate?: number }).fate === 1 ? this.#fail(451) : null),
      onRcptTo: (_address, session, done) => done((session as { fate?: number }).fate === 2 ? this.#fail(450) : null),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if ((session as { fate?: number }).fate === 3) return done(this.#fail(452));
          const id = /^message-id: *(\S+)/im.exec(Buffer.concat(chunks).toString('latin1'))?.[1] ?? '';
          this.taken.set(id, [...(this.taken.get(id) ?? []), Date.now()]);
          done();
        });
      },
    });
    server.on('error', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    return (server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(resolve) : resolve()));
  }

  #fail(code: number): Error {
    this.failures++;
    return Object.assign(new Error('not now'), { responseCode: code });
  }

  /** Mulberry32: the same failures in each run. */
  #random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

function messageOf(i: number, at: number): NewOnCallMessage {
  const key = `bench-${i}`;
  const content: WayParcel = {
    way: {
      ...{
        key,
        kind: 'alarm',
        language: 'nl',
        severity: 'critical',
        subject: `Incident ${i}`,
        link: '',
        linkLabel: '',
      },
      ...{ lines: [`Incident ${i}: registraties van klant ${i} lopen vol.`], short: '', spoken: undefined },
      answerable: true,
    },
    data: { private: true },
  };
  return {
    ...{ key, kind: 'alarm', incident: '', escalation: '', person: `person-${i % 20}`, personName: '', way: 'mail' },
    ...{
      channel: 'mail',
      address: `person-${i % 20}@example.net`,
      subject: content.way.subject,
      tokenHash: '',
      tokenUntil: 0,
    },
    ...{ courier: 'way-mail', content, at, hopeless: '' },
  };
}

/** Sends `messages` within `seconds` and waits until all have arrived. */
export async function benchOutbox(messages: number, seconds: number): Promise<readonly Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'belwacht-outbox-'));
  const smtp = new FailingServer();
  const port = await smtp.open();
  const database = await openDatabase({ dataDir, log: () => {} });
  try {
    const store = createStore(database, Date.now);
    const mail = new MailChannel({ host: '127.0.0.1', port, secure: false, from: 'belwacht@example.net' });
    const post = new WayPost({
      outbox: store.outbox<WayParcel>(),
      adapters: [mailWay(mail, '127.0.0.1')],
      ...{ clock: Date.now, random: Math.random, onRepeat: async () => {}, onEnd: () => {} },
      onTrouble: (error) => console.error(error),
    });
    post.start();
    const start = Date.now();
    const putAt = new Map<string, number>();
    for (let i = 0; i < messages; i++) {
      const due = start + (i * seconds * 1000) / messages;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
      const at = Date.now();
      putAt.set(`<bench-${i}@example.net>`, at);
      await store.onCall.messages.put([messageOf(i, at)], []);
      post.wake();
    }
    const putFor = Date.now() - start;
    const atEnd = smtp.taken.size;
    for (const end = Date.now() + patienceMs; smtp.taken.size < messages && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 200));
    await post.stop();
    const lost = [...putAt.keys()].filter((id) => !smtp.taken.has(id)).length;
    const doubled = [...smtp.taken.values()].filter((times) => times.length > 1).length;
    const waits = [...smtp.taken].map(([id, [at]]) => at - putAt.get(id)!).sort((a, b) => a - b);
    const share = (part: number) => `${((waits[Math.floor(waits.length * part)] ?? 0) / 1000).toFixed(1)} s`;
    const perMinute = Math.round((messages * 60_000) / putFor);
    const waiting = await store.onCall.messages.list({ state: 'waiting', limit: 1 });
    return [
      {
        what: `${messages} messages in ${Math.round(putFor / 1000)} s, SMTP failed ${smtp.failures} attempts: lost, doubled`,
        ours: `${lost}, ${doubled}; ${perMinute}/min; ${Math.round((100 * atEnd) / messages)} % there when the last was put in; half within ${share(0.5)}, 95 % within ${share(0.95)}, all within ${share(0.9999)}`,
        ...{ peer: '', ratio: '', wanted: '0, 0 at 1,000/min' },
        met: lost === 0 && doubled === 0 && waiting.total === 0 && perMinute >= 990,
      },
    ];
  } finally {
    await smtp.close();
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { messages: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '60' } },
  });
  for (const { what, ours, met } of await benchOutbox(Number(values.messages), Number(values.seconds)))
    console.log(`${met ? 'met' : 'NOT MET'}: ${what}: ${ours}`);
}
