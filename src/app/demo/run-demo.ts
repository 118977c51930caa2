import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from './random.ts';
import { createScenario } from './scenario.ts';
import { createStage, type Packet } from './stage.ts';

/** Where the demo's traffic goes and what it may know. */
export interface DemoOptions {
  readonly syslog: { readonly host: string; readonly port: number };
  readonly hep: { readonly host: string; readonly port: number; readonly authKey?: string };
  /** Ends the demo. */
  readonly signal: AbortSignal;
  /** How many times faster than real time the day passes; 1 when left out. The limit on records stays. */
  readonly speed?: number;
  /** 32-bit seed; the same seed plays the same day. */
  readonly seed?: number;
  /** Whether an address is blocked now: a blocked attacker reaches nothing and stops. */
  isBlocked?(address: string): boolean;
  /** One line for people about what happens. */
  log(line: string): void;
}

const tick = 50;
/** Most records a second. */
const limit = 200;
/** Records that wait for their turn; later ones are given up and said so. */
const longestQueue = 10_000;

/**
 * Plays a simulated reseller with twelve customers over the real sockets (syslog and HEP, UDP): a normal day, then attacks
 * in waves, until the signal. Resolves after the abort; rejects when a socket cannot send.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const socket = createSocket(options.syslog.host.includes(':') ? 'udp6' : 'udp4');
  const hepSocket = createSocket(options.hep.host.includes(':') ? 'udp6' : 'udp4');
  const queue: Packet[] = [];
  let givenUp = 0;
  const stage = createStage(createRandom(options.seed ?? 20_250), {
    now: Date.now,
    blocked: (address) => options.isBlocked?.(address) ?? false,
    hepAuthKey: options.hep.authKey ?? '',
    send: (packet) => void (queue.length < longestQueue ? queue.push(packet) : givenUp++),
  });
  const scenario = createScenario(stage, options.log);
  const started = performance.now();
  let sent = 0;
  try {
    while (!options.signal.aborted) {
      scenario.advance((performance.now() - started) * (options.speed ?? 1));
      const allowed = Math.ceil((limit * tick) / 1000);
      for (const packet of queue.splice(0, allowed)) {
        await (packet.to === 'syslog'
          ? send(socket, packet.bytes, options.syslog)
          : send(hepSocket, packet.bytes, options.hep));
        sent++;
      }
      await sleep(tick, undefined, { signal: options.signal }).catch(() => {});
    }
  } finally {
    socket.close();
    hepSocket.close();
    options.log(
      `demo: ${sent} records sent${givenUp > 0 ? `, ${givenUp} given up because more came than may be sent` : ''}`,
    );
  }
}

function send(
  socket: ReturnType<typeof createSocket>,
  bytes: Buffer,
  to: { host: string; port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(bytes, to.port, to.host, (error) => (error ? reject(error) : resolve()));
  });
}
