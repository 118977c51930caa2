import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CallVerdict, noObjection } from '../../core/calls/call-verdict.ts';
import type { RedirectOptions } from './redirect-options.ts';
import { usualRedirect } from './redirect-options.ts';
import { RedirectServer } from './redirect-server.ts';
import { inviteText } from './testing/invite.ts';

const told: unknown[][] = [];
const alarm = {
  silent: (...args: unknown[]) => told.push(['silent', ...args]),
  resumed: (...args: unknown[]) => told.push(['resumed', ...args]),
  trouble: (...args: unknown[]) => told.push(['trouble', ...args]),
};
const peer = { id: 'sbc', networks: ['127.0.0.1', '::1'], trusted: true, trunk: '' };
let verdict: () => CallVerdict = () => noObjection;
let now = 0;
let server: RedirectServer;
let closing: (() => unknown)[] = [];

async function start(options: Partial<RedirectOptions> = {}): Promise<void> {
  server = new RedirectServer(
    {
      ...usualRedirect,
      listeners: [
        { id: 'u', transport: 'udp', host: '127.0.0.1', port: 0 },
        { id: 't', transport: 'tcp', host: '127.0.0.1', port: 0 },
        { id: 'u6', transport: 'udp', host: '::1', port: 0 },
      ],
      peers: [peer],
      ...options,
    },
    { port: { verdict: () => verdict() }, alarm, now: () => now },
  );
  await server.start();
  closing.push(() => server.stop());
}
const port = (id: string) => server.listening.find((each) => each.id === id)!.port;

beforeEach(() => {
  verdict = () => noObjection;
  told.length = 0;
});

afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

async function udp(from: string, to: string, message: string): Promise<() => string[]> {
  const socket = createSocket(from.includes(':') ? 'udp6' : 'udp4');
  closing.push(() => socket.close());
  const got: string[] = [];
  socket.on('message', (bytes) => got.push(bytes.toString()));
  await new Promise<void>((resolve) => socket.bind(0, from, resolve));
  socket.send(message, port(to), to === 'u6' ? '::1' : '127.0.0.1');
  return () => got;
}

async function open(localAddress = '127.0.0.1'): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect({ port: port('t'), host: '127.0.0.1', localAddress });
  closing.push(() => socket.destroy());
  let got = '';
  socket.on('data', (bytes) => {
    got += bytes;
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return { socket, text: () => got };
}

/** Waits for what will be so soon, however busy the machine is. */
const soon = (look: () => void) => vi.waitFor(look, 5000);

const rport = (branch: string) => ({ Via: `SIP/2.0/UDP 192.0.2.10;rport;branch=${branch}` });

describe('UDP', () => {
  test('IPv4 and IPv6 are answered where they asked from', async () => {
    await start();
    for (const [from, to] of [
      ['127.0.0.1', 'u'],
      ['::1', 'u6'],
    ]) {
      const got = await udp(from, to, inviteText(rport(`b${to}`)));
      await soon(() => expect(got()).toHaveLength(1));
      expect(got()[0]).toContain('SIP/2.0 404');
      expect(got()[0]).toContain(`received=${from}`);
    }
  });

  test('who is not on the list gets not a byte, and is counted', async () => {
    await start();
    const got = await udp('127.0.0.2', 'u', inviteText(rport('b')));
    await soon(() => expect(server.counts.strangers).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([got().length, server.counts.asked]).toEqual([0, 0]);
    server.renew({ ...usualRedirect, peers: [{ ...peer, networks: ['127.0.0.0/24'] }] });
    const again = await udp('127.0.0.2', 'u', inviteText(rport('b')));
    await soon(() => expect(again()).toHaveLength(1));
  });

  test('what waited while this thread was away is let through', async () => {
    await start();
    verdict = () => ({ ...noObjection, action: 'refuse', reason: 'stopped-account' });
    let asked = 0;
    const isRefused = async () => {
      const id = `c${++asked}`;
      const got = await udp('127.0.0.1', 'u', inviteText({ ...rport(id), 'Call-ID': id }));
      await vi.waitFor(() => expect(got()[0]).toContain('SIP/2.0 603'), 200);
    };
    await vi.waitFor(isRefused, 5000);
    const { late } = server.counts;
    const got = await udp('127.0.0.1', 'u', inviteText({ ...rport('b2'), 'Call-ID': 'waited' }));
    // The send is done in the kernel before this turn ends; then half a second nobody reads.
    const until = performance.now() + 600;
    while (performance.now() < until);
    await soon(() => expect(got()).toHaveLength(1));
    expect(got()[0]).toContain('SIP/2.0 404');
    expect(server.counts.late).toBeGreaterThan(late);
    // And afterwards it is as before.
    await vi.waitFor(isRefused, 5000);
  });
});

describe('TCP', () => {
  test('many messages in one segment, one in many, and a keep-alive', async () => {
    await start();
    const { socket, text } = await open();
    const message = (n: number) => inviteText({ 'Call-ID': `c${n}` }, { body: 'x'.repeat(n) });
    socket.write(Array.from({ length: 50 }, (_, n) => message(n)).join(''));
    await soon(() => expect(text().match(/SIP\/2\.0 404/g)).toHaveLength(50));
    for (const piece of message(50).match(/[\s\S]{1,40}/g)!) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await soon(() => expect(text()).toContain('Call-ID: c50\r\n'));
    socket.write('\r\n\r\n');
    await soon(() => expect(text()).toMatch(/\r\n\r\n\r\n$/));
  });

  test('rubbish ends its connection, and no other', async () => {
    await start();
    const [bad, good] = [await open(), await open()];
    bad.socket.write(inviteText({ 'Content-Length': '1\r\nl: 2' }));
    await once(bad.socket, 'close');
    good.socket.write(inviteText());
    await soon(() => expect(good.text()).toContain('SIP/2.0 404'));
    expect([server.counts.brokenConnections, server.counts.malformed]).toEqual([1, 1]);
  });

  test('a stranger is cut off at once', async () => {
    await start();
    const { socket, text } = await open('127.0.0.2');
    socket.write(inviteText());
    await once(socket, 'close');
    expect([text(), server.counts.strangers]).toEqual(['', 1]);
  });

  test('a message that is not finished in time ends its connection, drip by drip too', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    try {
      await start();
      const idle = await open();
      idle.socket.write(inviteText());
      await soon(() => expect(idle.text()).toContain('404'));
      const slow = await open();
      for (const byte of 'INVITE') {
        slow.socket.write(byte);
        await new Promise((resolve) => setTimeout(resolve, 20));
        vi.advanceTimersByTime(2000);
      }
      await once(slow.socket, 'close');
      expect(server.counts.brokenConnections).toBe(1);
      idle.socket.write(inviteText({ 'Call-ID': 'still' }));
      await soon(() => expect(idle.text()).toContain('still'));
    } finally {
      vi.useRealTimers();
    }
  });

  test('who reads no answers is cut off, and memory stays', async () => {
    await start();
    const { socket } = await open();
    socket.pause();
    const many = Array.from({ length: 200 }, (_, n) => inviteText({ 'Call-ID': `c${n}` })).join('');
    const timer = setInterval(() => socket.write(many), 1);
    await vi.waitFor(() => expect(socket.destroyed).toBe(true), 10_000).finally(() => clearInterval(timer));
    expect(server.counts.unsent).toBe(1);
  });

  test('connections of one peer are bounded', async () => {
    await start();
    const sockets = await Promise.all(Array.from({ length: 128 }, () => open()));
    const refused = await open();
    await once(refused.socket, 'close');
    expect(server.counts.refusedConnections).toBe(1);
    sockets[0].socket.write(inviteText());
    await soon(() => expect(sockets[0].text()).toContain('404'));
  });
});

describe('alarms', () => {
  test('a peer that asks nothing for longer than it ever does, and its coming back', async () => {
    now = Date.UTC(2026, 2, 2, 8);
    await start();
    const ask = async (id: string) => {
      const before = server.counts.asked;
      await udp('127.0.0.1', 'u', inviteText({ ...rport(id), 'Call-ID': id }));
      await soon(() => expect(server.counts.asked).toBe(before + 1));
      server.look();
    };
    for (let i = 0; i < 25; i++) {
      now += 3 * 60_000;
      await ask(`c${i}`);
    }
    const last = now;
    now += 7 * 60_000;
    server.look();
    expect(told).toEqual([]);
    now += 60_000;
    server.look();
    server.look();
    expect(told).toEqual([['silent', 'sbc', last]]);
    const paces = server.paces();
    expect(paces[0]).toMatchObject({ peer: 'sbc', gaps: 24, silent: true });
    now += 60_000;
    await ask('back');
    expect(told.slice(1)).toEqual([['resumed', 'sbc', now]]);
  });

  test('a verdict that cannot be had is told once, and its end', async () => {
    await start();
    verdict = () => {
      throw new Error('no guard');
    };
    for (const id of ['1', '2']) await udp('127.0.0.1', 'u', inviteText({ ...rport(id), 'Call-ID': id }));
    await soon(() => expect(server.counts.failed).toBe(2));
    verdict = () => noObjection;
    await udp('127.0.0.1', 'u', inviteText({ ...rport('3'), 'Call-ID': '3' }));
    await soon(() => expect(told).toHaveLength(2));
    expect(told).toEqual([
      ['trouble', 'verdict', 'Calls cannot be judged, all of them pass: no guard'],
      ['trouble', 'verdict', ''],
    ]);
  });

  test('a port in use is refused with what to do, and nothing stays open', async () => {
    await start();
    const other = new RedirectServer(
      {
        ...usualRedirect,
        peers: [],
        listeners: [
          { id: 'a', transport: 'tcp', host: '127.0.0.1', port: 0 },
          { id: 'b', transport: 'udp', host: '127.0.0.1', port: port('u') },
        ],
      },
      { port: { verdict: () => noObjection }, alarm },
    );
    await expect(other.start()).rejects.toMatchObject({ name: 'RedirectError', listener: 'b', retryable: true });
    expect(other.listening).toEqual([]);
  });
});
