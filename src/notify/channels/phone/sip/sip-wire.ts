import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { lookup, resolveSrv } from 'node:dns/promises';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIP, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ChannelError } from '../../../channel.ts';
import { readSipMessage, type SipMessage } from './sip-message.ts';

/** Where SIP goes to. */
export interface SipServer {
  readonly host: string;
  /** 0: what DNS says (RFC 3263), or the usual one. */
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** PEM file; ''. */
  readonly ca: string;
  /** '' : the one that leads to the host. */
  readonly localAddress: string;
}

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** A connection to one SIP server, for one call. */
export interface SipWire {
  readonly transport: SipServer['transport'];
  readonly local: Place;
  readonly server: Place;
  /** `to`: of UDP only; a connection has one other end. */
  send(bytes: Buffer, to?: Place): void;
  onMessage: (message: SipMessage) => void;
  onBroken: (error: Error) => void;
  close(): void;
}

const connectMs = 10_000;
const mostBytes = 65_535;

/**
 * Opens one.
 *
 * @throws ChannelError, retryable, when the server cannot be reached.
 */
export async function openWire(server: SipServer): Promise<SipWire> {
  try {
    const place = await findServer(server);
    return server.transport === 'udp' ? await openUdp(place, server.localAddress) : await openStream(place, server);
  } catch (error) {
    if (error instanceof ChannelError) throw error;
    throw new ChannelError(`${server.host}: ${(error as Error).message}`, true);
  }
}

async function findServer({ host, port, transport }: SipServer): Promise<Place> {
  if (port === 0 && isIP(host) === 0) {
    const name = `${transport === 'tls' ? '_sips._tcp' : `_sip._${transport}`}.${host}`;
    const records = await resolveSrv(name).catch(() => []);
    const [best] = records.sort((a, b) => a.priority - b.priority || b.weight - a.weight);
    if (best) return { address: (await lookup(best.name)).address, port: best.port };
  }
  const usual = transport === 'tls' ? 5061 : 5060;
  return { address: isIP(host) ? host : (await lookup(host)).address, port: port || usual };
}

async function openUdp(server: Place, localAddress: string): Promise<SipWire> {
  const type = isIPv6(server.address) ? 'udp6' : 'udp4';
  const socket = createSocket(type);
  const address = localAddress || (await addressTowards(server, type));
  const bound = once(socket, 'listening');
  socket.bind(0, address);
  await bound;
  const wire: SipWire = {
    ...{ transport: 'udp', server, local: { address, port: socket.address().port } },
    send: (bytes, to = server) => socket.send(bytes, to.port, to.address, () => {}),
    onMessage: () => {},
    onBroken: () => {},
    close: () => socket.close(),
  };
  socket.on('message', (bytes) => {
    const message = readSipMessage(bytes.toString('utf8'));
    if (message) wire.onMessage(message);
  });
  socket.on('error', (error) => wire.onBroken(error));
  return wire;
}

/** Own address on the way there; nothing is sent. */
async function addressTowards({ address, port }: Place, type: 'udp4' | 'udp6'): Promise<string> {
  const probe: UdpSocket = createSocket(type);
  try {
    const connected = once(probe, 'connect');
    probe.connect(port, address);
    await connected;
    return probe.address().address;
  } finally {
    probe.close();
  }
}

async function openStream(place: Place, { host, transport, ca, localAddress }: SipServer): Promise<SipWire> {
  const where = { host: place.address, port: place.port, ...(localAddress && { localAddress }) };
  const socket: Socket =
    transport === 'tls'
      ? connectTls({
          ...where,
          ...(isIP(host) === 0 && { servername: host }),
          ...(ca && { ca: readFileSync(ca) }),
          minVersion: 'TLSv1.2',
        })
      : connectTcp(where);
  try {
    await once(socket, transport === 'tls' ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(connectMs) });
  } catch (error) {
    socket.destroy();
    const name = (error as Error).name;
    throw new ChannelError(`${host}: ${name === 'AbortError' ? 'does not answer' : (error as Error).message}`, true);
  }
  const wire: SipWire = {
    transport,
    server: place,
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    send: (bytes) => void socket.write(bytes),
    onMessage: () => {},
    onBroken: () => {},
    close: () => socket.destroy(),
  };
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = cut(Buffer.concat([rest, chunk]), (message) => wire.onMessage(message));
    if (rest.length > mostBytes) socket.destroy(new Error('a message is too long'));
  });
  socket.on('error', (error) => wire.onBroken(error));
  socket.on('close', () => wire.onBroken(new Error('the connection was closed')));
  return wire;
}

/** Cuts a stream into messages by Content-Length (RFC 3261 section 18.3); gives what is left. */
function cut(bytes: Buffer, take: (message: SipMessage) => void): Buffer {
  let rest = bytes;
  for (;;) {
    while (rest[0] === 13 || rest[0] === 10) rest = rest.subarray(1);
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return rest;
    const length = /\r\n(?:content-length|l)[ \t]*:[ \t]*(\d{1,6})/i.exec(rest.toString('latin1', 0, end))?.[1];
    const whole = end + 4 + Number(length ?? 0);
    if (rest.length < whole) return rest;
    const message = readSipMessage(rest.toString('utf8', 0, whole));
    if (message) take(message);
    rest = rest.subarray(whole);
  }
}
