import { createHash } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AmiConnection, type AmiOptions } from './ami-connection.ts';
import { AmiLink } from './ami-link.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
const links: AmiLink[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A peer that says what `on` makes of each action; what it got is in `got`. */
async function peer(
  on: (action: string, id: string, socket: Socket) => string | undefined,
  greeting = 'Asterisk Call Manager/5.0.4\r\n',
): Promise<{ options: AmiOptions; got: string[] }> {
  const got: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.write(greeting);
    let rest = '';
    socket.on('data', (bytes) => {
      rest += bytes;
      for (;;) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        const text = rest.slice(0, end);
        rest = rest.slice(end + 4);
        got.push(text);
        const [, action] = /^Action: (.*)$/m.exec(text) ?? [];
        const [, id] = /^ActionID: (.*)$/m.exec(text) ?? [];
        const answer = on(action, id, socket);
        if (answer !== undefined) socket.write(answer);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const secret = 'horse-Battery-9';
  return { options: { host: '127.0.0.1', port, user: 'watch', secret, events: 'off', timeoutMs: 400 }, got };
}

/** Lets everybody in. */
function usual(action: string, id: string): string {
  const challenge = action === 'Challenge' ? 'Challenge: 4711\r\n' : '';
  return `Response: ${action === 'Ping' ? 'Pong' : 'Success'}\r\nActionID: ${id}\r\n${challenge}\r\n`;
}

const quiet = { event() {}, malformed() {}, closed() {} };

function keep(options: AmiOptions, ears: ConstructorParameters<typeof AmiLink>[1] = {}, pingMs = 60_000): AmiLink {
  const link = new AmiLink({ ...options, pingMs, retry: { first: 20, most: 40 } }, ears);
  links.push(link);
  return link;
}

async function until(look: () => boolean): Promise<void> {
  for (let tries = 0; !look(); tries++) {
    if (tries > 200) throw new Error('not in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a login', () => {
  it('never sends the secret over a plain connection', async () => {
    const { options, got } = await peer(usual);
    const connection = await AmiConnection.open(options, quiet);
    connection.close();
    expect(got.join('\n')).not.toContain(options.secret);
    const key = createHash('md5').update(`4711${options.secret}`).digest('hex');
    expect(got[1]).toContain(`Key: ${key}`);
    expect(got[1]).toContain('Username: watch');
    expect(connection.version).toBe('5.0.4');
  });

  it('that is refused says who is, not with which secret, and cannot be helped by trying again', async () => {
    const { options } = await peer((action, id) =>
      action === 'Login'
        ? `Response: Error\r\nActionID: ${id}\r\nMessage: Authentication failed\r\n\r\n`
        : usual(action, id),
    );
    const failed = await AmiConnection.open(options, quiet).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'AmiError', retryable: false });
    expect((failed as Error).message).toContain('"watch"');
    expect(JSON.stringify(failed) + (failed as Error).stack).not.toContain(options.secret);
  });

  it.each([
    ['something else answers', 'SSH-2.0-x\r\n'],
    ['a greeting without end comes', 'x'.repeat(1_000)],
    ['nobody greets', ''],
  ])('is not tried when %s', async (_what, greeting) => {
    const { options, got } = await peer(usual, greeting);
    await expect(AmiConnection.open(options, quiet)).rejects.toMatchObject({ name: 'AmiError', retryable: true });
    expect(got).toEqual([]);
  });

  it('to a closed port is a sentence', async () => {
    const { options } = await peer(usual);
    servers[0].close();
    await expect(AmiConnection.open({ ...options, port: 1 }, quiet)).rejects.toThrow(
      /^No connection to Asterisk at 127/,
    );
  });
});

describe('an answer', () => {
  it('is given to who asked, whatever order answers and events come in, and however they are cut', async () => {
    let waiting: (readonly [string, string])[] = [];
    const { options } = await peer((action, id, socket) => {
      if (action === 'Challenge' || action === 'Login') return usual(action, id);
      waiting.push([action, id]);
      if (waiting.length < 3) return undefined;
      const text = waiting
        .reverse()
        .map(([what, which]) => `Event: Noise\r\n\r\nResponse: Success\r\nActionID: ${which}\r\nValue: ${what}\r\n\r\n`)
        .join('');
      waiting = [];
      for (let i = 0; i < text.length; i += 7) socket.write(text.slice(i, i + 7));
      return undefined;
    });
    let events = 0;
    const connection = await AmiConnection.open(options, { ...quiet, event: () => events++ });
    const answers = await Promise.all(['A', 'B', 'C'].map((action) => connection.ask(action)));
    expect(answers.map(({ response }) => response.get('value'))).toEqual(['A', 'B', 'C']);
    expect(events).toBe(3);
    connection.close();
  });

  it('that is a list is given whole, with events of others between', async () => {
    const { options } = await peer((action, id) =>
      action === 'Rows'
        ? `Response: Success\r\nActionID: ${id}\r\nEventList: start\r\n\r\nEvent: Row\r\nActionID: ${id}\r\nN: 1\r\n\r\nEvent: Other\r\n\r\nEvent: Row\r\nActionID: ${id}\r\nN: 2\r\n\r\nEvent: RowsComplete\r\nActionID: ${id}\r\nEventList: Complete\r\n\r\n`
        : usual(action, id),
    );
    const connection = await AmiConnection.open(options, quiet);
    const { entries } = await connection.ask('Rows');
    expect(entries.map((entry) => entry.get('n'))).toEqual(['1', '2']);
    connection.close();
  });

  it('that never comes is waited for so long and no longer', async () => {
    const { options } = await peer((action, id) => (action === 'Slow' ? undefined : usual(action, id)));
    const connection = await AmiConnection.open(options, quiet);
    await expect(connection.ask('Slow')).rejects.toMatchObject({ retryable: true });
    connection.close();
  });

  it('that is a list without end is refused', async () => {
    const { options } = await peer((action, id, socket) => {
      if (action !== 'Rows') return usual(action, id);
      socket.write(`Response: Success\r\nActionID: ${id}\r\nEventList: start\r\n\r\n`);
      const rows = `Event: Row\r\nActionID: ${id}\r\nN: 1\r\n\r\n`.repeat(1_000);
      for (let i = 0; i < 60; i++) socket.write(rows);
      return undefined;
    });
    const connection = await AmiConnection.open({ ...options, timeoutMs: 5_000 }, quiet);
    await expect(connection.ask('Rows')).rejects.toThrow(/does not end/);
    connection.close();
  });

  it('is not waited for when the connection ends in the middle of it', async () => {
    const { options } = await peer((action, id, socket) => {
      if (action !== 'Cut') return usual(action, id);
      socket.end(`Response: Succ`);
      return undefined;
    });
    const reasons: string[] = [];
    const connection = await AmiConnection.open(options, { ...quiet, closed: (reason) => reasons.push(reason) });
    await expect(connection.ask('Cut')).rejects.toMatchObject({ retryable: true });
    await expect(connection.ask('More')).rejects.toMatchObject({ retryable: true });
    connection.close();
    expect(reasons).toHaveLength(1);
  });
});

describe('a link', () => {
  it('connects again after each loss, and says both', async () => {
    const { options } = await peer(usual);
    const said: string[] = [];
    const link = keep(options, { up: () => said.push('up'), down: (detail) => said.push(detail) });
    link.start();
    for (let round = 1; round <= 3; round++) {
      await until(() => said.length === round * 2 - 1);
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await until(() => said.length >= round * 2);
      expect(said[round * 2 - 1]).toContain('It is made again.');
    }
    await link.close();
    const before = said.length;
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(said.length).toBe(before);
  });

  it('leaves a peer that answers no more', async () => {
    let silent = false;
    const { options } = await peer((action, id) => (silent ? undefined : usual(action, id)));
    const said: string[] = [];
    const link = keep(
      { ...options, timeoutMs: 100 },
      { up: () => said.push('up'), down: (detail) => said.push(detail) },
      50,
    );
    link.start();
    await until(() => said.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(said).toEqual(['up']);
    silent = true;
    await until(() => said.length > 1);
    expect(said[1]).toContain('does not answer');
  });

  it('starts by itself when asked, and says when there is nobody', async () => {
    const { options } = await peer(usual);
    expect((await keep(options).ask('Ping')).response.get('response')).toBe('Pong');
    await expect(keep({ ...options, port: 1 }).ask('Ping')).rejects.toMatchObject({
      name: 'AmiError',
      retryable: true,
    });
  });
});
