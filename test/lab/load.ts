import { appendFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { refusal, refusalLine } from './senders.ts';
import type { Serving } from './serving.ts';

const perBatch = 10;
/** Names go on over several loads of one server. */
let number = 0;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What customers' machines do all day, whether the server is there or not: several collectors deliver batches over HTTP, a
 * PBX sends syslog over TCP, another writes its log, and somebody looks at the screen. Notes what was acknowledged and what was
 * shown, so that it can be asked for later. Every record carries a user name of its own.
 */
export class Load {
  /** Users of batches that were answered with 200. */
  readonly acknowledged: string[] = [];
  /** Batches without an answer: stored whole or not at all, nobody knows. */
  readonly unanswered: string[][] = [];
  /** Users of lines in the log, in order. */
  readonly written: string[] = [];
  readonly sentOverTcp: string[] = [];
  /** Ids that the API showed. */
  readonly alerts = new Set<string>();
  readonly decisions = new Set<string>();
  /** Answers other than 200, by status. */
  readonly refused = new Map<number, number>();
  readonly #serving: Serving;
  readonly #token: string;
  readonly #logFile: string;
  #running = true;
  #loops: Promise<void>[] = [];
  #writing = true;

  constructor(serving: Serving, token: string, logFile: string) {
    this.#serving = serving;
    this.#token = token;
    this.#logFile = logFile;
  }

  start(): void {
    this.#running = true;
    this.#loops = [
      ...Array.from({ length: 3 }, (_, client) => this.#collector(client)),
      this.#syslog(),
      this.#log(),
      this.#watcher(),
    ];
  }

  /** Stops all but what stays pending; resolves when everybody has stopped. */
  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#loops);
  }

  /** Whoever writes the log leaves it alone until told otherwise. */
  hold(): void {
    this.#writing = false;
  }

  resume(): void {
    this.#writing = true;
  }

  /** One line more in the log. */
  write(count = 1): void {
    let text = '';
    for (let i = 0; i < count; i++) {
      const user = `f${number++}`;
      this.written.push(user);
      // Each from an address of its own, or this would be one endless alarm.
      text += `${refusalLine(user, `[2001:db8:3::${this.written.length.toString(16)}]`)}\n`;
    }
    appendFileSync(this.#logFile, text);
  }

  async #collector(client: number): Promise<void> {
    for (let batch = 0; this.#running; batch++) {
      const users = Array.from({ length: perBatch }, (_, i) => `h${client}-${number++}-${i}`);
      const events = users.map((user, i) => ({
        'event.action': 'sip-auth',
        'event.outcome': 'failure',
        // One in ten is of an attacker, eight of each: enough for an alert and a block.
        'event.reason': i === 0 ? 'wrong-password' : 'challenge-sent',
        'source.ip': i === 0 ? `198.51.100.${1 + client * 80 + (Math.floor(batch / 8) % 80)}` : '2001:db8:1::1',
        'user.name': user,
      }));
      try {
        const { status } = await this.#serving.deliver(this.#token, events);
        if (status === 200) this.acknowledged.push(...users);
        else {
          this.unanswered.push(users);
          this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
          await pause(100);
        }
      } catch {
        this.unanswered.push(users);
        await pause(100);
      }
      await pause(80);
    }
  }

  async #syslog(): Promise<void> {
    let socket: Socket | undefined;
    let port = 0;
    while (this.#running) {
      const now = this.#serving.tryPort('syslog-tcp');
      if (!socket || socket.destroyed || now !== port) {
        socket?.destroy();
        port = now;
        socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
      }
      const user = `s${number++}`;
      this.sentOverTcp.push(user);
      // Each from an address of its own: of one address only so many rows a minute are kept.
      socket.write(`${refusal(user, `[2001:db8:2::${this.sentOverTcp.length.toString(16)}]`)}\n`);
      await pause(20);
    }
    socket?.end();
  }

  async #log(): Promise<void> {
    while (this.#running) {
      if (this.#writing) this.write(5);
      await pause(40);
    }
  }

  async #watcher(): Promise<void> {
    while (this.#running) {
      try {
        for (const { id } of await this.#serving.page<{ id: string }>('/api/v1/alerts')) this.alerts.add(id);
        for (const { id } of await this.#serving.page<{ id: string }>('/api/v1/decisions')) this.decisions.add(id);
      } catch {
        // It is down now and then; what it showed before counts.
      }
      await pause(100);
    }
  }
}
