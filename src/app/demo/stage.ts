import { type Capture, hepPacket } from './hep-packet.ts';
import type { Random } from './random.ts';
import { type Line, syslog3164, syslog5424 } from './syslog-packet.ts';

/** A datagram to send, and to which of the two listeners. */
export interface Packet {
  readonly to: 'syslog' | 'hep';
  readonly bytes: Buffer;
}

/** What the actors of the demo act on. */
export interface Stage {
  readonly random: Random;
  /** Time that goes into records, ms since 1970 UTC. */
  now(): number;
  /** Whether the address is blocked now, so that nothing of it reaches a server. */
  blocked(address: string): boolean;
  syslog(line: Line, form?: 'rfc3164'): void;
  capture(capture: Omit<Capture, 'time' | 'authKey'>): void;
}

/** Does one thing and says after how many milliseconds it wants to act again; undefined: it is done. */
export type Actor = (stage: Stage) => number | undefined;

/** A stage that hands every record to `send`. */
export function createStage(
  random: Random,
  options: {
    now(): number;
    blocked(address: string): boolean;
    hepAuthKey: string;
    send(packet: Packet): void;
  },
): Stage {
  return {
    random,
    now: options.now,
    blocked: options.blocked,
    syslog(line, form) {
      const bytes = form === 'rfc3164' ? syslog3164(line, options.now()) : syslog5424(line, options.now());
      options.send({ to: 'syslog', bytes });
    },
    capture(capture) {
      const bytes = hepPacket({ ...capture, time: options.now(), authKey: options.hepAuthKey });
      options.send({ to: 'hep', bytes });
    },
  };
}
