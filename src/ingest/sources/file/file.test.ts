import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListenerDeps } from '../../listener.ts';
import type { RunningListener } from '../../source.ts';
import { type Collected, collect, pause, until } from '../../testing/line-collector.ts';
import { startFileListener } from './file.ts';

const line = (port: number) =>
  `Jan 10 12:00:00 pbx sshd[7]: Failed password for invalid user admin from 203.0.113.9 port ${port} ssh2\n`;
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i)).join('');
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

let folder: string;
let path: string;
const running: RunningListener[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belwacht-tail-'));
  path = join(folder, 'auth.log');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((listener) => listener.stop()));
  rmSync(folder, { recursive: true });
});

async function tail(deps: Partial<ListenerDeps> = {}): Promise<Collected & { stop(): Promise<void> }> {
  const into = collect({ deps });
  const listener = await startFileListener({ id: 'auth', kind: 'file', path }, into.deps);
  running.push(listener);
  return { ...into, stop: () => listener.stop() };
}

const ports = (into: Collected) => into.events.map((event) => event.sourcePort);
/** Waits for these lines and makes sure that no more come. */
async function expectPorts(into: Collected, expected: readonly number[]): Promise<void> {
  await until(() => into.events.length >= expected.length).catch(() => {});
  await pause(30);
  expect(ports(into)).toEqual(expected);
}

describe('a tailed file', () => {
  it('is read from its end, or from its start when told', async () => {
    writeFileSync(path, lines(1, 3));
    const atEnd = await tail();
    const atStart = await tail({ fileFrom: 'start' });
    appendFileSync(path, lines(4, 5));
    await expectPorts(atEnd, [4, 5]);
    await expectPorts(atStart, [1, 2, 3, 4, 5]);
    expect(atEnd.events[0]).toMatchObject({ action: 'admin-login', hostName: 'pbx', tenant: 'unassigned' });
  });

  it('is told of by the system, sooner than by looking four times a second', async () => {
    writeFileSync(path, '');
    const into = await tail();
    const waits: number[] = [];
    for (let i = 1; i <= 9; i++) {
      await pause(30 + i * 7);
      const started = performance.now();
      appendFileSync(path, line(i));
      await until(() => into.events.length === i);
      waits.push(performance.now() - started);
    }
    expect(waits.toSorted((a, b) => a - b)[4]).toBeLessThan(60);
  });

  it('waits for the rest of an unfinished line', async () => {
    writeFileSync(path, line(1).slice(0, 40));
    const into = await tail();
    appendFileSync(path, line(1).slice(40) + line(2).slice(0, 70));
    await expectPorts(into, [1]);
    expect(into.cursors.at(-1)?.offset).toBe(line(1).length);
    appendFileSync(path, line(2).slice(70));
    await expectPorts(into, [1, 2]);
  });

  it('is waited for while it is not there, which is told once', async () => {
    const into = await tail();
    await pause(600);
    expect(into.troubles).toEqual([`${path} is not there; Belwacht waits for it.`]);
    writeFileSync(path, line(1));
    await expectPorts(into, [1]);
    expect(into.troubles.at(-1)).toBe('');
  });

  it('is followed through rename and a new file, the old one to its end', async () => {
    writeFileSync(path, '');
    const into = await tail();
    const writer = openSync(path, 'a');
    writeSync(writer, line(1));
    await expectPorts(into, [1]);
    renameSync(path, `${path}.1`);
    await pause(300);
    // The writer still has the old file, and what it wrote last has no newline.
    writeSync(writer, line(2) + line(3).trimEnd());
    closeSync(writer);
    writeFileSync(path, line(4));
    await expectPorts(into, [1, 2, 3, 4]);
    appendFileSync(path, line(5));
    await expectPorts(into, [1, 2, 3, 4, 5]);
  });

  it('is followed through an empty new file while the old one is still written', async () => {
    writeFileSync(path, '');
    const into = await tail();
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    await pause(300);
    appendFileSync(`${path}.1`, lines(1, 2));
    await expectPorts(into, [1, 2]);
    appendFileSync(path, line(3));
    await expectPorts(into, [1, 2, 3]);
  });

  it('is begun anew when it is emptied', async () => {
    writeFileSync(path, '');
    const into = await tail();
    appendFileSync(path, lines(1, 3));
    await expectPorts(into, [1, 2, 3]);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, line(4));
    await expectPorts(into, [1, 2, 3, 4]);
  });

  it('is begun anew when it is emptied and written further than before between two looks', async () => {
    writeFileSync(path, 'first contents\n');
    const into = await tail();
    await pause(30);
    writeFileSync(path, lines(1, 3));
    await expectPorts(into, [1, 2, 3]);
  });

  it('may be a symbolic link that is turned to another file', async () => {
    mkdirSync(join(folder, 'logs'));
    const [first, second] = [join(folder, 'logs/1'), join(folder, 'logs/2')];
    writeFileSync(first, '');
    symlinkSync(first, path);
    const into = await tail();
    appendFileSync(first, line(1));
    await expectPorts(into, [1]);
    writeFileSync(second, line(2));
    symlinkSync(second, `${path}.new`);
    renameSync(`${path}.new`, path);
    await expectPorts(into, [1, 2]);
  });

  it('may be removed and come back', async () => {
    writeFileSync(path, '');
    const into = await tail();
    appendFileSync(path, line(1));
    await expectPorts(into, [1]);
    unlinkSync(path);
    await until(() => into.troubles.length > 0);
    writeFileSync(path, line(2));
    await expectPorts(into, [1, 2]);
    expect(into.troubles.at(-1)).toBe('');
  });

  it('counts a line that is too long as malformed and reads on', async () => {
    writeFileSync(path, '');
    const into = await tail();
    appendFileSync(path, `${line(1)}${'x'.repeat(300_000)}\n${line(2)}`);
    await expectPorts(into, [1, 2]);
    expect(into.total()).toMatchObject({ received: 3, recognised: 2, malformed: 1 });
  });

  it('that is no file is told, and does not stop anything', async () => {
    mkdirSync(path);
    const into = await tail();
    await until(() => into.troubles.length === 1);
    expect(into.troubles[0]).toContain(path);
    expect(into.troubles[0]).toContain('no regular file');
  });
});

describe('after a restart', () => {
  /** Reads what is there, stops, and gives the last cursor to the next one. */
  async function firstRun(): Promise<Partial<ListenerDeps>> {
    writeFileSync(path, '');
    const into = await tail();
    appendFileSync(path, lines(1, 3) + line(4).slice(0, 30));
    await expectPorts(into, [1, 2, 3]);
    await into.stop();
    running.pop();
    const cursor = into.cursors.at(-1)!;
    expect(cursor).toMatchObject({ listener: 'auth', offset: lines(1, 3).length });
    expect(Buffer.from(cursor.head.split('.')[0], 'hex').toString()).toBe(line(1).slice(0, 64));
    return { cursor: () => cursor };
  }

  it('goes on at the byte', async () => {
    const deps = await firstRun();
    appendFileSync(path, line(4).slice(30) + line(5));
    await expectPorts(await tail(deps), [4, 5]);
  });

  it('finishes the file that was renamed meanwhile, then begins the new one', async () => {
    const deps = await firstRun();
    appendFileSync(path, line(4).slice(30));
    renameSync(path, `${path}.1`);
    writeFileSync(path, lines(5, 6));
    await expectPorts(await tail(deps), [4, 5, 6]);
  });

  it('reads the whole present file when the old one is gone', async () => {
    const deps = await firstRun();
    unlinkSync(path);
    writeFileSync(`${path}.new`, lines(7, 8));
    renameSync(`${path}.new`, path);
    await expectPorts(await tail(deps), [7, 8]);
  });

  it('reads the whole file when it was emptied and written anew, further than before', async () => {
    const deps = await firstRun();
    writeFileSync(path, `Jan 11 ${lines(10, 15).slice(7)}`);
    await expectPorts(await tail(deps), range(10, 15));
  });

  it('waits for a file that is not there yet, and then goes on at the byte', async () => {
    const deps = await firstRun();
    renameSync(path, join(folder, 'elsewhere'));
    const into = await tail(deps);
    await pause(300);
    appendFileSync(join(folder, 'elsewhere'), line(4).slice(30));
    renameSync(join(folder, 'elsewhere'), path);
    await expectPorts(into, [4]);
  });

  it('loses and repeats nothing, wherever it is cut off', async () => {
    writeFileSync(path, lines(1, 400));
    const seen: number[] = [];
    let cursor: Collected['cursors'][number] | undefined;
    for (let round = 0; round < 4; round++) {
      const into = await tail({ fileFrom: 'start', cursor: () => cursor });
      await until(() => into.events.length > 0);
      appendFileSync(path, lines(401 + round * 100, 500 + round * 100));
      if (round === 3) await until(() => ports(into).includes(800));
      await into.stop();
      running.pop();
      seen.push(...ports(into));
      cursor = into.cursors.at(-1);
    }
    expect(seen).toEqual(range(1, 800));
  });
});

describe('a long backlog', () => {
  it('lets other work through, hands cursors over in between and waits for room', async () => {
    writeFileSync(path, lines(1, 20_000));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const gates: (() => void)[] = [];
    let asked = 0;
    const into = await tail({
      fileFrom: 'start',
      ready: () => (++asked === 3 ? new Promise((resolve) => gates.push(resolve)) : undefined),
    });
    await until(() => gates.length === 1);
    const before = into.events.length;
    await pause(50);
    expect(into.events.length).toBe(before);
    expect(before).toBeLessThan(20_000);
    gates[0]();
    await until(() => into.events.length === 20_000);
    clearInterval(timer);
    expect(into.cursors.length).toBeGreaterThan(5);
    expect(into.cursors.map(({ offset }) => offset)).toEqual(
      into.cursors.map(({ offset }) => offset).toSorted((a, b) => a - b),
    );
    expect(into.cursors.at(-1)?.offset).toBe(lines(1, 20_000).length);
    expect(turns).toBeGreaterThan(3);
  });

  it('does not hold up stopping while there is no room', async () => {
    writeFileSync(path, lines(1, 5));
    const into = await tail({ fileFrom: 'start', ready: () => new Promise(() => {}) });
    await pause(20);
    await into.stop();
    running.pop();
    expect(into.events).toEqual([]);
  });
});
