import { createSocket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AuditExport, type SyslogTarget } from '../src/app/serve/audit-export.ts';
import { openTestStore, type TestStore } from '../src/store/testing/test-store.ts';
import { Certificates } from './lab/certificates.ts';
import { SyslogReceiver } from './lab/syslog-receiver.ts';
import { until } from './lab/until.ts';

let base: TestStore;
let certificates: Certificates;
beforeAll(async () => {
  base = await openTestStore();
  certificates = new Certificates();
});
afterAll(async () => {
  certificates.remove();
  await base.close();
});
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  // The next test begins with an empty cursor.
  await base.store.audit.moveCursor('syslog', (await base.store.audit.head()).seq, 0);
});

function startExport(target: Partial<SyslogTarget> & { port: number }) {
  const logged: string[] = [];
  const sending = new AuditExport({
    audit: base.store.audit,
    target: { host: '127.0.0.1', transport: 'tcp', ca: '', ...target },
    log: (line) => logged.push(line),
    everyMs: 50,
    timeoutMs: 1000,
  });
  sending.start();
  closers.push(() => sending.stop());
  return { sending, logged };
}

async function write(count: number): Promise<{ from: number; to: number }> {
  const from = (await base.store.audit.head()).seq + 1;
  for (let i = 0; i < count; i++) {
    await base.store.audit.add({
      action: 'test.act',
      objectKind: 'test',
      objectId: String(i),
      detail: { text: `één\n${'x'.repeat(i)}` },
    });
  }
  return { from, to: from + count - 1 };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const first = (numbers: number[]) => [...new Set(numbers)];

async function receiver(tls?: { cert: string; key: string }): Promise<SyslogReceiver> {
  const made = new SyslogReceiver(tls);
  await made.listen();
  closers.push(() => made.close());
  return made;
}

describe('the record at a SIEM', () => {
  it('arrives in order, whole, and once', async () => {
    const siem = await receiver();
    await base.store.audit.moveCursor('syslog', (await base.store.audit.head()).seq, 0);
    const { from, to } = await write(40);
    startExport({ port: siem.port });
    await until('all entries', 10, () => siem.numbers.length === 40);
    expect(siem.numbers).toEqual(range(from, to));
    const [last] = (await base.store.audit.list({ limit: 1 })).items;
    expect(siem.messages.at(-1)).toContain(last.payload);
    expect(siem.messages.at(-1)).toContain(`hash="${last.hash}"`);
    const more = await write(1);
    await until('the one after it', 5, () => siem.numbers.includes(more.to));
    expect(siem.numbers).toEqual(range(from, more.to));
  });

  it('is complete after the SIEM was away, broke off in the middle, and Belwacht was started anew', async () => {
    const siem = await receiver();
    const { port } = siem;
    const { from } = await write(30);
    siem.breakAfter = 2000;
    const one = startExport({ port });
    await until('it to break off', 10, () => one.sending.trouble !== '');
    expect(one.sending.trouble).toMatch(/^The record does not reach 127\.0\.0\.1:\d+ \(.+\); \d+ entries wait\.$/);
    await one.sending.stop();
    await siem.close();
    const { to } = await write(30);
    const two = startExport({ port });
    await until('it to see that nobody is there', 10, () => two.sending.trouble.includes('ECONNREFUSED'));
    const again = new SyslogReceiver();
    await again.listen(port);
    closers.push(() => again.close());
    await until('the rest', 15, () => again.numbers.includes(to) && two.sending.trouble === '');
    // What was taken before may come again; nothing is left out, and order holds.
    expect(first(again.numbers)).toEqual(range(again.numbers[0], to));
    expect(again.numbers[0]).toBeLessThanOrEqual((siem.numbers.at(-1) ?? from) + 1);
    expect(two.logged.at(-1)).toMatch(/again$/);
  });

  it('goes over TLS only to who proves to be it', async () => {
    const good = certificates.sign(['127.0.0.1']);
    const other = certificates.sign(['siem.example.net']);
    const impostor = await receiver(other);
    const { to } = await write(3);
    const refused = startExport({ port: impostor.port, transport: 'tls', ca: certificates.caFile });
    await until('a refusal', 10, () => refused.sending.trouble);
    expect(refused.sending.trouble).toMatch(/does not match certificate|IP/);
    await refused.sending.stop();
    expect(impostor.messages).toEqual([]);
    const siem = await receiver(good);
    const unknown = startExport({ port: siem.port, transport: 'tls', ca: '' });
    await until('a refusal', 10, () => unknown.sending.trouble);
    await unknown.sending.stop();
    expect(siem.messages).toEqual([]);
    startExport({ port: siem.port, transport: 'tls', ca: certificates.caFile });
    await until('all entries', 10, () => siem.numbers.includes(to));
    expect(siem.numbers).toEqual(range(to - 2, to));
  });

  it('goes as datagrams where that is asked for', async () => {
    const socket = createSocket('udp4');
    const messages: string[] = [];
    socket.on('message', (message) => messages.push(message.toString()));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    closers.push(() => socket.close());
    const { to } = await write(3);
    startExport({ port: socket.address().port, transport: 'udp' });
    await until('three datagrams', 10, () => messages.length === 3);
    expect(messages[2]).toMatch(new RegExp(`^<109>1 \\S+ \\S+ belwacht - test\\.act \\[belwacht@32473 seq="${to}"`));
  });
});
