/**
 * Sends HEPv3 packets with a provider's SIP traffic (bench/sip-dialogues.ts) to a listener on this machine.
 *
 *   node bench/hep-load.ts --port 9060 [--transport tcp|udp] [--count 600000] [--rate 50000] [--host 127.0.0.1] [--key K]
 *
 * TCP goes as fast as the listener reads, UDP (bench/send-udp.py) at `--rate` packets a second. Prints one JSON line: packets
 * and bytes sent and the seconds it took.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { sipDialogues } from './sip-dialogues.ts';

export interface HepLoad {
  readonly transport: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
  /** Packets to send. */
  readonly count: number;
  /** Packets a second over UDP. */
  readonly rate: number;
  readonly authKey?: string;
}

/** What was sent, and how long that took. */
export interface Sent {
  readonly packets: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Different packets that are built beforehand; sent again with a later capture time they are new dialogues. */
const built = 100_000;
/** Longer than a client repeats itself, so that a second round is not taken for retransmissions of the first. */
const roundS = 60;
/** Offset of the seconds in the packets of `encodeHepV3` for IPv4. */
const secondsAt = 6 + 7 + 7 + 10 + 10 + 8 + 8 + 6;

/** Sends the load; resolves when the last packet was handed to the system. */
export async function sendHepLoad(load: HepLoad): Promise<Sent> {
  const size = Math.min(built, load.count);
  const rounds = Math.ceil(load.count / size);
  const start = Date.now() - rounds * roundS * 1000;
  const packets = sipDialogues(size, start, load.authKey);
  if (load.transport === 'udp') return sendUdp(load, packets);
  const all = Buffer.concat(packets);
  const ends = new Uint32Array(size);
  let end = 0;
  for (let i = 0; i < size; i++) {
    end += packets[i].length;
    ends[i] = end;
  }
  const stamp = () => {
    for (let i = 0; i < size; i++) {
      const at = (i === 0 ? 0 : ends[i - 1]) + secondsAt;
      all.writeUInt32BE(all.readUInt32BE(at) + roundS, at);
    }
  };
  return sendTcp(load, all, ends, stamp);
}

async function sendTcp(load: HepLoad, all: Buffer, ends: Uint32Array, stamp: () => void) {
  const socket = connect({ host: load.host, port: load.port });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const begun = performance.now();
  let sent = 0;
  let bytes = 0;
  while (sent < load.count) {
    stamp();
    const batch = Math.min(ends.length, load.count - sent);
    const length = ends[batch - 1];
    for (let at = 0; at < length; at += 262_144) {
      const slice = all.subarray(at, Math.min(length, at + 262_144));
      // The next round overwrites these bytes: wait until the system has them.
      await new Promise<void>((resolve, reject) => socket.write(slice, (error) => (error ? reject(error) : resolve())));
    }
    sent += batch;
    bytes += length;
  }
  await new Promise<void>((resolve) => socket.end(resolve));
  return { packets: sent, bytes, seconds: (performance.now() - begun) / 1000 };
}

/** Over UDP Python sends: it costs a third of what Node does, so that the receiver is measured and not the sender. */
async function sendUdp(load: HepLoad, packets: readonly Buffer[]): Promise<Sent> {
  const folder = mkdtempSync(join(tmpdir(), 'belwacht-hep-'));
  try {
    const file = join(folder, 'packets');
    const framed = packets.flatMap((packet) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(packet.length);
      return [length, packet];
    });
    writeFileSync(file, Buffer.concat(framed));
    const { host, port, count, rate } = load;
    const args = [host, port, count, rate, file, secondsAt, roundS].map(String);
    const { stdout } = await promisify(execFile)('python3', [join(import.meta.dirname, 'send-udp.py'), ...args]);
    return JSON.parse(stdout) as Sent;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      transport: { type: 'string', default: 'tcp' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '9060' },
      count: { type: 'string', default: '600000' },
      rate: { type: 'string', default: '50000' },
      key: { type: 'string' },
    },
  });
  if (values.transport !== 'tcp' && values.transport !== 'udp') throw new Error('--transport is tcp or udp');
  const report = await sendHepLoad({
    transport: values.transport,
    host: values.host,
    port: Number(values.port),
    count: Number(values.count),
    rate: Number(values.rate),
    authKey: values.key,
  });
  console.log(JSON.stringify(report));
}
