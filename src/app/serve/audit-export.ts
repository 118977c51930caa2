import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import type { AuditEntry } from '../../core/audit-entry.ts';
import type { Store } from '../../store/store.ts';
import { auditLine, framed } from './audit-export-line.ts';

/** Where the record goes. */
export interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** PEM file of the authority that signed its certificate; '' takes those of the system. */
  readonly ca: string;
}

export interface AuditExportParts {
  readonly audit: Pick<Store['audit'], 'after' | 'head' | 'cursor' | 'moveCursor'>;
  readonly target: SyslogTarget;
  readonly log: (line: string) => void;
  /** How often it looks for new entries, ms. */
  readonly everyMs?: number;
  /** Patience with a receiver, ms. */
  readonly timeoutMs?: number;
}

const receiver = 'syslog';
const atOnce = 500;
const longestWaitMs = 60_000;
/** Payload of a UDP datagram over IPv4 is at most 65,507 bytes. */
const longestDatagram = 60_000;

/**
 * Sends the record to a SIEM, in order, from where it got to: what is written while the SIEM or Belwacht is away goes out
 * afterwards. Syslog has no answer, so over TCP and TLS a portion counts as taken when the receiver, after our end of the
 * connection, closes its own: it has then read everything.
 * After a failure the portion before is sent once more too. `seq` tells repeats.
 */
export class AuditExport {
  readonly #parts: AuditExportParts;
  readonly #host = hostname();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;
  #failures = 0;
  /** Where the portion before began: a receiver that is gone at the next one may have gone while it read that. */
  #stepBack: number | undefined;
  /** Sentence when something needs attention, '' otherwise. */
  trouble = '';

  constructor(parts: AuditExportParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stopped = false;
    this.#plan(0);
  }

  /** Stops; a portion under way is ended first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #plan(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#working = this.#work();
    }, ms);
  }

  async #work(): Promise<void> {
    const { audit, target, log, everyMs = 1000 } = this.#parts;
    try {
      for (;;) {
        const from = await audit.cursor(receiver);
        const entries = await audit.after(from, atOnce);
        if (entries.length > 0) {
          await this.#send(entries);
          await audit.moveCursor(receiver, entries[entries.length - 1].seq, Date.now());
          this.#stepBack = from;
        }
        if (this.#failures > 0) log(`the record reaches ${target.host}:${target.port} again`);
        this.#failures = 0;
        this.trouble = '';
        if (entries.length < atOnce || this.#stopped) break;
      }
      this.#plan(everyMs);
    } catch (error) {
      this.#failures++;
      if (this.#stepBack !== undefined) {
        await audit.moveCursor(receiver, this.#stepBack, Date.now()).catch(() => {});
        this.#stepBack = undefined;
      }
      const waiting = await this.#waiting().catch(() => '');
      this.trouble = `The record does not reach ${target.host}:${target.port} (${(error as Error).message})${waiting}.`;
      if (this.#failures === 1) log(this.trouble);
      this.#plan(Math.min(longestWaitMs, everyMs * 2 ** Math.min(this.#failures - 1, 10)));
    }
  }

  async #waiting(): Promise<string> {
    const { audit } = this.#parts;
    const left = (await audit.head()).seq - (await audit.cursor(receiver));
    return left > 0 ? `; ${left} entries wait` : '';
  }

  async #send(entries: readonly AuditEntry[]): Promise<void> {
    const { target, timeoutMs = 10_000 } = this.#parts;
    if (target.transport === 'udp') {
      await sendDatagrams(
        target,
        entries.map((entry) => auditLine(entry, this.#host, longestDatagram)),
      );
      return;
    }
    const body = Buffer.concat(entries.map((entry) => framed(auditLine(entry, this.#host))));
    await sendStream(open(target), body, timeoutMs);
  }
}

function open({ host, port, transport, ca }: SyslogTarget): Socket {
  if (transport === 'tcp') return connectTcp({ host, port });
  return connectTls({
    host,
    port,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca && { ca: readFileSync(ca) }),
  });
}

/** Resolves when the other side closed after all was sent. */
function sendStream(socket: Socket, body: Buffer, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = false;
    const end = (error?: Error) => {
      clearTimeout(patience);
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    let patience = setTimeout(() => end(new Error('no connection in time')), timeoutMs);
    const again = () => {
      clearTimeout(patience);
      patience = setTimeout(() => {
        // All of it was handed over and acknowledged by its machine, and it keeps the connection open: no more can be known.
        end(sent ? undefined : new Error('it does not take what is sent'));
      }, timeoutMs);
    };
    socket.once('error', end);
    socket.once(isTls(socket) ? 'secureConnect' : 'connect', () => {
      again();
      socket.end(body);
    });
    socket.once('finish', () => {
      sent = true;
      again();
    });
    socket.once('close', () => end(sent ? undefined : new Error('it closed the connection before all was sent')));
    // Whatever it says is passed over, so that its end is heard.
    socket.resume();
  });
}

function isTls(socket: Socket): boolean {
  return 'encrypted' in socket;
}

async function sendDatagrams({ host, port }: SyslogTarget, messages: readonly Buffer[]): Promise<void> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(port, host, (error?: Error) => (error ? reject(error) : resolve()));
    });
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.send(message, (error) => (error ? reject(error) : resolve()));
      });
    }
  } finally {
    socket.close();
  }
}
