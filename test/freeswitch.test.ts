import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { FreeSwitchControl } from '../src/enforce/calls/freeswitch/freeswitch-control.ts';
import { EslConnection } from '../src/ingest/calls/freeswitch/esl-connection.ts';
import { FreeSwitchSource, type FreeSwitchSourceOptions } from '../src/ingest/calls/freeswitch/freeswitch-source.ts';
import { until } from './lab/until.ts';
import { KeptCalls } from './stand-ins/call-sink.ts';
import { FreeSwitchStandIn, type StandInOptions } from './stand-ins/freeswitch.ts';

/**
 * The source and the control of FreeSWITCH against a stand-in for its event socket, over real sockets. FreeSWITCH itself is
 * not to be had here: nothing of this ran against it.
 */
const password = 'Zilver-Otter-88';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function standIn(options: Partial<StandInOptions> = {}) {
  const pbx = new FreeSwitchStandIn({ password, ...options });
  const port = await pbx.listen();
  closing.push(() => pbx.close());
  return { pbx, port };
}

async function follow(port: number, options: Partial<FreeSwitchSourceOptions> = {}) {
  const kept = new KeptCalls();
  const source = new FreeSwitchSource(
    { id: 'fs', host: '127.0.0.1', port, password, retry: { first: 50, most: 200 }, timeoutMs: 1_500, ...options },
    kept,
  );
  closing.push(() => source.stop());
  await source.start();
  return { kept, source };
}

const isUp = (kept: KeptCalls) => () => kept.states.at(-1)?.up;

/** A phone calls abroad over a gateway. */
function callAbroad(pbx: FreeSwitchStandIn, account = '1001', to = '00220700123') {
  const [a, b] = [randomUUID(), randomUUID()];
  pbx.create({
    uuid: a,
    direction: 'inbound',
    name: `sofia/internal/${account}@pbx.example`,
    from: account,
    to,
    account,
    address: '192.0.2.7',
  });
  pbx.create({
    uuid: b,
    direction: 'outbound',
    name: `sofia/gateway/carrier/${to}`,
    from: '31201234567',
    to,
    originator: a,
    gateway: 'carrier',
  });
  return { a, b };
}

describe('the calls of FreeSWITCH', () => {
  test.each(['json', 'plain'] as const)(
    'are followed from start to end, with %s events in small pieces',
    async (events) => {
      const { pbx, port } = await standIn({ piece: 7 });
      const { kept } = await follow(port, { events });
      await until('connected', 5, isUp(kept));
      const { a, b } = callAbroad(pbx);
      await until('began', 5, () => kept.last(a)?.trunk === 'carrier');
      pbx.answer(b);
      pbx.answer(a);
      await until('answered', 5, () => kept.last(a)?.answer);
      pbx.hangUp(b);
      pbx.hangUp(a);
      const ended = await until('ended', 5, () => kept.last(a)?.end !== undefined && kept.last(a));
      expect(ended).toMatchObject({
        account: '1001',
        to: '00220700123',
        direction: 'out',
        outcome: 'answered',
        cause: 16,
      });
      expect(ended!.end!).toBeGreaterThanOrEqual(ended!.answer!);
      expect(kept.calls.every(({ complete }) => !complete)).toBe(true);
      expect(kept.counts.malformed).toBe(0);
      expect(kept.counts.received).toBe(kept.counts.recognised + kept.counts.ignored);
    },
  );

  test('that run when Belwacht comes are known, with the time of their answer', async () => {
    const { pbx, port } = await standIn();
    const { a, b } = callAbroad(pbx);
    pbx.answer(b);
    const { kept } = await follow(port);
    await until('connected', 5, isUp(kept));
    expect(kept.last(a)).toMatchObject({ trunk: 'carrier', account: '1001', outcome: 'running' });
    expect(kept.last(a)?.answer).toBeGreaterThan(0);
    expect(kept.runs.at(-1)?.ids).toEqual([a]);
  });

  test('that ended, began or were answered while the connection was cut are told after it', async () => {
    const { pbx, port } = await standIn();
    const { kept } = await follow(port);
    await until('connected', 5, isUp(kept));
    const gone = callAbroad(pbx);
    const stays = callAbroad(pbx);
    await until('both', 5, () => kept.last(stays.a)?.trunk === 'carrier');
    pbx.cut(true);
    pbx.answer(stays.b);
    pbx.hangUp(gone.b);
    pbx.hangUp(gone.a);
    const fresh = callAbroad(pbx, '1002');
    await until('down', 5, () => kept.states.some(({ up }) => !up));
    await until('up again', 5, isUp(kept));
    const run = kept.runs.at(-1)!;
    expect([...run.ids].sort()).toEqual([stays.a, fresh.a].sort());
    expect(Math.abs(run.time - Date.now())).toBeLessThan(5_000);
    expect(kept.last(stays.a)?.answer).toBeGreaterThan(0);
    expect(kept.last(fresh.a)?.account).toBe('1002');
    // What ended unseen is not given a made-up end.
    expect(kept.last(gone.a)?.end).toBeUndefined();
    pbx.hangUp(stays.b);
    await until('goes on', 5, () => kept.last(stays.a)?.end);
  });

  test('are told through a restart that says goodbye', async () => {
    const { pbx, port } = await standIn();
    const { kept } = await follow(port);
    await until('connected', 5, isUp(kept));
    const { a } = callAbroad(pbx);
    await until('began', 5, () => kept.last(a));
    pbx.restart();
    await until('reconnected', 5, () => kept.runs.length === 2);
    expect(kept.runs.at(-1)?.ids).toEqual([]);
    expect(kept.states.find(({ up }) => !up)?.detail).toContain('goodbye');
  });

  test('come with registrations: failures each, a sign-in once per address and device', async () => {
    const { pbx, port } = await standIn();
    const { kept } = await follow(port);
    await until('connected', 5, isUp(kept));
    for (let i = 0; i < 3; i++) pbx.register('1001', '203.0.113.9', false);
    for (let i = 0; i < 3; i++) pbx.register('1001', '203.0.113.9', true);
    pbx.register('1001', '192.0.2.7', true);
    await until('facts', 5, () => kept.facts.length === 5);
    expect(kept.facts.map(({ kind }) => kind)).toEqual([...Array(3).fill('sign-in-failed'), 'signed-in', 'signed-in']);
    expect(kept.facts[0]).toMatchObject({ account: '1001', address: '203.0.113.9', userAgent: 'Phone/1.0' });
  });
});

describe('trouble with the event socket', () => {
  test('a wrong password is said without it and not tried often', async () => {
    const { pbx, port } = await standIn({ password: 'another' });
    const { kept } = await follow(port, { retry: { first: 20, most: 400 } });
    await until('told', 5, () => kept.states.length > 0);
    expect(kept.states[0]).toMatchObject({ up: false });
    expect(kept.states[0].detail).toContain('did not accept the password');
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(pbx.connections).toBeLessThanOrEqual(3);
    expect(kept.everything).not.toContain(password);
  });

  test('an access list that keeps Belwacht out is said', async () => {
    const { port } = await standIn({ refuses: true });
    const { kept } = await follow(port);
    const { detail } = await until('told', 5, () => kept.states[0]);
    expect(detail).toContain('access list');
  });

  test('nobody there is said and tried again', async () => {
    const { pbx, port } = await standIn();
    await pbx.close();
    const { kept } = await follow(port);
    await until('told', 5, () => kept.states.length > 1);
    expect(kept.states.every(({ up }) => !up)).toBe(true);
    const again = new FreeSwitchStandIn({ password });
    await again.listen(port);
    closing.push(() => again.close());
    await until('up', 5, isUp(kept));
  });

  test('answers that never come end the connection', async () => {
    const { pbx, port } = await standIn();
    pbx.deafTo = 'api show';
    const { kept } = await follow(port, { timeoutMs: 200 });
    await until('told', 5, () => kept.states[0]?.detail.includes('did not answer in time'));
    pbx.deafTo = '';
    await until('up', 5, isUp(kept));
  });

  test('silence is asked about, and a dead peer is left', async () => {
    const { pbx, port } = await standIn();
    const { kept } = await follow(port, { timeoutMs: 200, idleMs: 100 });
    await until('asked', 5, () => pbx.heard.filter((line) => line === 'api uptime s').length >= 2);
    expect(kept.states.at(-1)?.up).toBe(true);
    pbx.deafTo = 'api uptime';
    await until('left', 5, () => kept.states.some(({ up }) => !up));
    expect(pbx.connections).toBeGreaterThanOrEqual(1);
  });

  test('slow answers are waited for', async () => {
    const { pbx, port } = await standIn({ slowMs: 150 });
    callAbroad(pbx);
    const { kept } = await follow(port);
    await until('up', 10, isUp(kept));
    expect(kept.runs.at(-1)?.ids.length).toBe(1);
  });

  test.each([
    ['another protocol', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['headers without an end', 'x: '.repeat(20_000)],
    ['a body beyond every bound', 'Content-Type: text/event-json\nContent-Length: 999999999\n\n'],
    ['an answer to nothing', 'Content-Type: api/response\nContent-Length: 1\n\nx'],
  ])('%s ends the connection and nothing else', async (_what, bytes) => {
    const { pbx, port } = await standIn();
    const { kept } = await follow(port);
    await until('up', 5, isUp(kept));
    pbx.raw(bytes);
    await until('down', 5, () => kept.states.some(({ up }) => !up));
    await until('up again', 5, isUp(kept));
  });

  test('events that cannot be read are counted', async () => {
    const { pbx, port } = await standIn();
    const { kept } = await follow(port);
    await until('up', 5, isUp(kept));
    pbx.raw('Content-Type: text/event-json\nContent-Length: 5\n\n{"a":');
    pbx.raw('Content-Type: text/event-json\nContent-Length: 2\n\n[]');
    await until('counted', 5, () => kept.counts.malformed === 2);
    const { a } = callAbroad(pbx);
    await until('goes on', 5, () => kept.last(a));
  });

  test('a peer that never stops talking does not fill the memory', async () => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => {});
      const line = `${'y'.repeat(60_000)}`;
      const more = () => {
        while (!socket.destroyed && socket.write(line));
        if (!socket.destroyed) socket.once('drain', more);
      };
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => void server.close());
    const before = process.memoryUsage().rss;
    const { kept } = await follow((server.address() as { port: number }).port);
    await until('told', 5, () => kept.states.length >= 3);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('a channel whose id would be a command of its own is left out', async () => {
    const { pbx, port } = await standIn();
    pbx.create({ uuid: 'x\n\napi y z', direction: 'inbound', name: 'loopback/a', from: '1', to: '2' });
    const { a } = callAbroad(pbx);
    const { kept } = await follow(port);
    await until('up', 5, isUp(kept));
    expect(kept.runs.at(-1)?.ids).toEqual([a]);
    expect(pbx.heard.filter((line) => line.includes('uuid_dump') || line.includes('y z')).length).toBe(2);
  });
});

describe('acting on FreeSWITCH', () => {
  async function control(options: Partial<StandInOptions> = {}) {
    const { pbx, port } = await standIn({ registered: ['1001@pbx.example', '1002@pbx.example'], ...options });
    const acting = new FreeSwitchControl({
      id: 'fs',
      open: () => EslConnection.open({ host: '127.0.0.1', port, password, timeoutMs: 1_000 }, () => {}),
      domain: 'pbx.example',
      confirmMs: 1_000,
    });
    closing.push(() => acting.close());
    return { pbx, acting };
  }

  test('hangs up both legs of a call and confirms that they are gone', async () => {
    const { pbx, acting } = await control();
    const { a, b } = callAbroad(pbx);
    const other = callAbroad(pbx, '1002');
    pbx.answer(b);
    await expect(acting.act({ kind: 'hang-up', callId: a })).resolves.toMatchObject({ confirmed: expect.any(String) });
    expect(pbx.heard.some((line) => line.startsWith(`api uuid_kill ${a}`))).toBe(true);
    expect(pbx.heard.some((line) => line.includes(`uuid_kill ${other.a}`))).toBe(false);
    // What is gone already is confirmed as well.
    await acting.act({ kind: 'hang-up', callId: a });
  });

  test('a call that does not end is told, and may be tried again', async () => {
    const { pbx, acting } = await control();
    const { a } = callAbroad(pbx);
    pbx.hangUp = () => {};
    await expect(acting.act({ kind: 'hang-up', callId: a })).rejects.toMatchObject({ retryable: true });
  });

  test('stops an account, knows what is stopped, and takes it back', async () => {
    const { pbx, acting } = await control();
    await acting.act({ kind: 'stop-account', account: '1001', reach: 'abroad' });
    await acting.act({ kind: 'stop-account', account: '1002', reach: 'outgoing' });
    await acting.act({ kind: 'stop-account', account: '1001', reach: 'outgoing' });
    expect(pbx.stored).toEqual({ '1001': 'abroad-outgoing', '1002': 'outgoing' });
    expect(await acting.inForce()).toEqual([
      { kind: 'stop-account', account: '1001', reach: 'abroad' },
      { kind: 'stop-account', account: '1001', reach: 'outgoing' },
      { kind: 'stop-account', account: '1002', reach: 'outgoing' },
    ]);
    await acting.undo({ kind: 'stop-account', account: '1001', reach: 'outgoing' });
    expect(pbx.stored).toEqual({ '1001': 'abroad', '1002': 'outgoing' });
    await acting.undo({ kind: 'stop-account', account: '1001', reach: 'abroad' });
    await acting.undo({ kind: 'stop-account', account: '1001', reach: 'abroad' });
    expect(pbx.stored).toEqual({ '1002': 'outgoing' });
    // A restart forgets: the list says so, and what is missing can be put back.
    pbx.restart();
    expect(await acting.inForce()).toEqual([]);
    await acting.act({ kind: 'stop-account', account: '1002', reach: 'outgoing' });
    expect(pbx.stored).toEqual({ '1002': 'outgoing' });
  });

  test('drops a registration and sees that it is gone', async () => {
    const { acting } = await control();
    await expect(acting.act({ kind: 'drop-registration', account: '1001' })).resolves.toBeDefined();
    await expect(acting.undo({ kind: 'drop-registration', account: '1001' })).rejects.toMatchObject({
      retryable: false,
    });
  });

  test.each([
    '1001\napi shutdown',
    '1001 shutdown',
    '1001/abroad/x',
    '',
    '-all',
    'a'.repeat(65),
    "1001';drop",
    '1001\u2028x',
    '$' + '{x}',
    '1001,1002',
  ])('lets no name become a command: %j', async (name) => {
    const { pbx, acting } = await control();
    for (const act of [
      { kind: 'stop-account', account: name, reach: 'abroad' },
      { kind: 'drop-registration', account: name },
      { kind: 'hang-up', callId: name.replace('1001', 'b') },
    ] as const)
      if (act.kind !== 'hang-up' || !/^\w+$/.test(act.callId))
        await expect(acting.act(act), JSON.stringify(act)).rejects.toMatchObject({
          name: 'ControlError',
          retryable: false,
        });
    expect(pbx.heard.filter((line) => line.startsWith('api'))).toEqual([]);
  });

  test('says that it cannot be reached, or that the password is wrong, without the password', async () => {
    const { acting, pbx } = await control();
    pbx.options = { ...pbx.options, password: 'another' };
    const error = await acting.inForce().catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: 'ControlError', retryable: false });
    expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain(password);
    await pbx.close();
    await expect(acting.inForce()).rejects.toMatchObject({ retryable: true });
  });

  test('refuses a password that would be a second command', async () => {
    const { pbx, port } = await standIn();
    await expect(
      EslConnection.open({ host: '127.0.0.1', port, password: 'x\n\nauth y' }, () => {}),
    ).rejects.toMatchObject({ trouble: 'refused' });
    expect(pbx.connections).toBe(0);
  });
});
