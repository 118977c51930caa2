import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { MemoryOutbox } from '../core/outbox.ts';
import type { Message } from './channel.ts';
import { isMailAddress, MailChannel } from './channels/mail/mail-channel.ts';
import { createChannels } from './channels.ts';
import { guardedPost } from './guarded-post.ts';
import type { Recipient } from './notifier.ts';
import { Outpost } from './outpost.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const message: Message = {
  id: 'm1',
  subject: '[Hoog] Één <b>test</b>\r\nBcc: evil@example.com',
  body: 'Wat: <script>alert(1)</script> & "x"\nSinds: nu\n\nhttps://belwacht.example.net/alerts/a1\n',
  severity: 'high',
  data: { type: 'alert.opened', alert: 'a1' },
};
const patience = { firstMs: 20, longestMs: 100, giveUpMs: 60_000 };
const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

interface Mail {
  readonly to: string[];
  readonly raw: string;
}

async function smtp(refuse: () => number = () => 0, users?: { user: string; pass: string }) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: users === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === users?.user && password === users?.pass ? done(null, { user: username }) : done(new Error('no')),
    onRcptTo: (_address, _session, done) => {
      const code = refuse();
      done(code ? Object.assign(new Error('not now'), { responseCode: code }) : null);
    },
    onData: (stream, session, done) => {
      let raw = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        raw += text;
      });
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { mails, settings: { host: '127.0.0.1', port, secure: false, from: 'Belwacht <noc@example.net>' } };
}

interface Hit {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function receiver(status: () => number = () => 204) {
  const hits: Hit[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      hits.push({ headers: request.headers, body });
      const code = status();
      response.writeHead(code, code === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end(code < 300 ? '' : 'why');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { hits, port, url: `http://127.0.0.1:${port}/hook` };
}

const decoded = (raw: string) =>
  raw.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

describe('mail', () => {
  it('arrives as text and escaped HTML, with headers nobody else wrote', async () => {
    const { mails, settings } = await smtp();
    await new MailChannel(settings).send(message, 'jan@example.net');
    expect(mails).toHaveLength(1);
    expect(mails[0].to).toEqual(['jan@example.net']);
    const [head, ...rest] = mails[0].raw.split('\r\n\r\n');
    expect(head).not.toMatch(/^Bcc:/im);
    expect(head).toMatch(/^Message-ID: <m1@example\.net>$/im);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/im);
    const text = decoded(rest.join('\n'));
    expect(text).toContain('Wat: <script>alert(1)</script>');
    expect(text).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;x&#34;');
    expect(text).toContain('<a href="https://belwacht.example.net/alerts/a1">');
  });

  it('signs in, and says what went wrong when it may not', async () => {
    const { mails, settings } = await smtp(undefined, { user: 'noc', pass: 'secret' });
    await new MailChannel({ ...settings, user: 'noc', pass: 'secret' }).send(message, 'jan@example.net');
    expect(mails).toHaveLength(1);
    const wrong = new MailChannel({ ...settings, user: 'noc', pass: 'wrong' }).send(message, 'jan@example.net');
    await expect(wrong).rejects.toMatchObject({ name: 'ChannelError', retryable: true });
  });

  it('knows what may pass later and what will not', async () => {
    for (const [code, retryable] of [
      [451, true],
      [550, false],
    ] as const) {
      const { settings } = await smtp(() => code);
      await expect(new MailChannel(settings).send(message, 'jan@example.net')).rejects.toMatchObject({ retryable });
    }
    const closed = new MailChannel({ host: '127.0.0.1', port: 1, secure: false, from: 'noc@example.net' });
    await expect(closed.send(message, 'jan@example.net')).rejects.toMatchObject({ retryable: true });
  });

  it.each(['a@example.net, b@example.net', 'a@example.net\r\nBcc: b@example.net', '<a@example.net>', 'a', 'a@b@c', ''])(
    'refuses %j as an address',
    async (address) => {
      expect(isMailAddress(address)).toBe(false);
      const { mails, settings } = await smtp();
      await expect(new MailChannel(settings).send(message, address)).rejects.toMatchObject({ retryable: false });
      expect(mails).toEqual([]);
    },
  );
});

describe('webhooks', () => {
  const post = guardedPost({ allowed: ['127.0.0.1'] });

  it('carry a signature that the receiver can verify', async () => {
    const { hits, url } = await receiver();
    const [channel] = createChannels({ webhook: { secret } }, { clock: Date.now, post });
    await channel.send(message, url);
    const { headers, body } = hits[0];
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'alert.opened',
      data: { alert: 'a1', severity: 'high' },
    });
    expect(headers['webhook-id']).toBe('m1');
    expect(() => new Webhook(secret).verify(body.replace('a1', 'a2'), headers as Record<string, string>)).toThrow();
  });

  it('follow no redirect and give up for good only on 410', async () => {
    for (const [status, retryable] of [
      [302, true],
      [500, true],
      [410, false],
    ] as const) {
      const { url } = await receiver(() => status);
      const [channel] = createChannels({ webhook: { secret } }, { clock: Date.now, post });
      await expect(channel.send(message, url)).rejects.toMatchObject({ retryable, message: `answered ${status} why` });
    }
  });

  it.each([
    'http://127.0.0.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://2130706433:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:PORT/',
    'http://inner.example.net:PORT/',
    'http://user:pass@example.net/',
    'file:///etc/passwd',
    'not a url',
  ])('never reach %s', async (url) => {
    const { hits, port } = await receiver();
    const guarded = guardedPost({
      allowed: [],
      resolve: (host, done) =>
        done(null, host === 'localhost' ? [{ address: '::1', family: 6 }] : [{ address: '127.0.0.1', family: 4 }]),
    });
    await expect(guarded(url.replace('PORT', String(port)), {}, '{}')).rejects.toMatchObject({ retryable: false });
    expect(hits).toEqual([]);
  });

  it('reach a name through the address that was checked', async () => {
    const { hits, port } = await receiver();
    let asked = 0;
    const guarded = guardedPost({
      allowed: ['127.0.0.0/8'],
      resolve: (_host, done) => {
        asked++;
        done(null, [
          { address: '10.0.0.1', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ]);
      },
    });
    expect((await guarded(`http://hook.example.net:${port}/`, {}, '{}')).status).toBe(204);
    expect(asked).toBe(1);
    expect(hits[0].headers.host).toBe(`hook.example.net:${port}`);
  });
});

describe('the outpost', () => {
  const jan: Recipient = {
    id: 'jan',
    kind: 'mail',
    address: 'jan@example.net',
    language: 'nl',
    minimumSeverity: 'low',
  };
  const post = guardedPost({ allowed: ['127.0.0.1'] });

  function open(outbox: MemoryOutbox<Message>, mail: Awaited<ReturnType<typeof smtp>>['settings']) {
    const outpost = new Outpost({
      outbox,
      channels: createChannels({ mail, webhook: { secret } }, { clock: Date.now, post }),
      clock: Date.now,
      random: Math.random,
      patience,
    });
    outpost.start();
    closers.push(() => outpost.stop());
    return outpost;
  }

  it('tries again until the other side takes it, once', async () => {
    let refusals = 3;
    const { mails, settings } = await smtp(() => (refusals-- > 0 ? 451 : 0));
    const outbox = new MemoryOutbox<Message>();
    const outpost = open(outbox, settings);
    await outpost.post([{ recipient: jan, message }]);
    await outpost.post([{ recipient: jan, message }]);
    await expect.poll(() => outbox.outcome('m1'), { timeout: 10_000 }).toBe('');
    expect(mails).toHaveLength(1);
  });

  it('sends after a restart what an earlier run left behind', async () => {
    const outbox = new MemoryOutbox<Message>();
    const first = open(outbox, { host: '127.0.0.1', port: 1, secure: false, from: 'noc@example.net' });
    await first.post([{ recipient: jan, message }]);
    await expect.poll(async () => (await outbox.due(Date.now() + 1e6, 9))[0]?.attempts).toBeGreaterThan(0);
    await first.stop();
    const { mails, settings } = await smtp();
    open(outbox, settings);
    await expect.poll(() => mails.length, { timeout: 10_000 }).toBe(1);
  });

  it('gives up what is refused for good, and goes on with the rest', async () => {
    const { url } = await receiver(() => 410);
    const { mails, settings } = await smtp();
    const outbox = new MemoryOutbox<Message>();
    const outpost = open(outbox, settings);
    const hook: Recipient = { ...jan, id: 'hook', kind: 'webhook', address: url };
    await outpost.post([
      { recipient: hook, message },
      { recipient: jan, message: { ...message, id: 'm2' } },
    ]);
    await expect.poll(() => outbox.outcome('m1'), { timeout: 10_000 }).toBe('answered 410 why');
    await expect.poll(() => mails.length).toBe(1);
    expect(outbox.waiting).toBe(0);
  });

  it('leaves parcels of others in the same outbox alone', async () => {
    const { mails, settings } = await smtp();
    const outbox = new MemoryOutbox<Message>();
    const foreign = { id: 'f', channel: 'enforcer:hook', address: 'x', content: message, createdAt: Date.now() };
    await outbox.put([foreign]);
    await open(outbox, settings).post([{ recipient: jan, message }]);
    await expect.poll(() => mails.length, { timeout: 10_000 }).toBe(1);
    expect((await outbox.due(Date.now(), 9)).map(({ id, attempts }) => `${id} ${attempts}`)).toEqual(['f 0']);
  });

  it('has a test button that tells the truth', async () => {
    const { mails, settings } = await smtp();
    expect(await open(new MemoryOutbox(), settings).test(jan)).toEqual({ ok: true, error: '' });
    expect(mails[0].raw).toContain('Belwacht: testbericht');
    const dead = open(new MemoryOutbox(), { ...settings, port: 1 });
    expect(await dead.test(jan)).toMatchObject({ ok: false, error: expect.stringContaining('ECONNREFUSED') });
  });
});
