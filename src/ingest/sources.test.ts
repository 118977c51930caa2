import { createSocket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Listener, sourceKinds } from '../core/source.ts';
import { ListenerError } from './listener-error.ts';
import { listenerKinds, startListener } from './sources.ts';
import { collect } from './testing/line-collector.ts';

describe('the registry of sources', () => {
  it('agrees with the folders and with the kinds there are', () => {
    const folders = readdirSync(new URL('./sources/', import.meta.url)).sort();
    expect(folders).toEqual([...sourceKinds].sort());
    expect([...listenerKinds, 'http'].sort()).toEqual(folders);
  });

  it.each([
    { id: 'a', kind: 'syslog', transport: 'udp', host: '127.0.0.1', port: 0 },
    { id: 'b', kind: 'syslog', transport: 'tcp', host: '127.0.0.1', port: 0 },
    { id: 'c', kind: 'hep', transport: 'udp', host: '127.0.0.1', port: 0, authKey: '' },
    { id: 'd', kind: 'hep', transport: 'tcp', host: '127.0.0.1', port: 0, authKey: '' },
  ] as const)('starts $kind over $transport on a free port', async (listener) => {
    const running = await startListener(listener, collect().deps);
    expect(running.id).toBe(listener.id);
    expect(running.port).toBeGreaterThan(0);
    await running.stop();
  });

  it('starts a file, which has no port', async () => {
    const running = await startListener({ id: 'f', kind: 'file', path: '/nowhere/at/all.log' }, collect().deps);
    expect(running.port).toBe(0);
    await running.stop();
  });

  it('refuses a kind that does not exist', async () => {
    for (const kind of ['ami', 'constructor', 'http']) {
      const refused = startListener({ id: 'x', kind } as unknown as Listener, collect().deps);
      await expect(refused).rejects.toMatchObject({
        code: 'unknown-kind',
        message: expect.stringContaining(`"${kind}"`),
      });
    }
  });
});

describe('a port that is in use', () => {
  it.each(['syslog', 'hep'] as const)('of %s over TCP is named, with what to do', async (kind) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const listener = { id: `${kind}-tcp`, kind, transport: 'tcp', host: '127.0.0.1', port, authKey: '' } as Listener;
    const error = await startListener(listener, collect().deps).catch((refusal) => refusal);
    other.close();
    expect(error).toBeInstanceOf(ListenerError);
    expect(error).toMatchObject({ code: 'port-in-use', retryable: true, listener: `${kind}-tcp` });
    expect(error.message).toContain(`TCP port ${port} on 127.0.0.1`);
    expect(error.message).toContain('ss -lntp');
    expect(error.message).toContain('belwacht.yaml');
  });

  it('of syslog over UDP is named too', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
    const { port } = other.address();
    const listener: Listener = { id: 'u', kind: 'syslog', transport: 'udp', host: '127.0.0.1', port };
    await expect(startListener(listener, collect().deps)).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining('ss -lnup'),
    });
    other.close();
  });

  it('is told apart from an address that is not of this machine', async () => {
    const listener: Listener = { id: 't', kind: 'syslog', transport: 'tcp', host: '192.0.2.77', port: 0 };
    await expect(startListener(listener, collect().deps)).rejects.toMatchObject({
      code: 'address-not-here',
      message: expect.stringContaining('192.0.2.77'),
    });
  });
});
