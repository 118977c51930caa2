import type { Clock } from '../core/clock.ts';
import { Courier, type Delivery, type Patience } from '../core/courier.ts';
import { derivedId } from '../core/derived-id.ts';
import type { Outbox } from '../core/outbox.ts';
import { type Channel, ChannelError, type Message } from './channel.ts';
import { composeTest } from './compose.ts';
import type { Addressed, Recipient } from './notifier.ts';

export interface OutpostOptions {
  readonly outbox: Outbox<Message>;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly patience?: Patience;
  /** Every attempt, for the record of the recipient. */
  readonly onDelivery?: (delivery: Delivery<Message>) => void;
  readonly onTrouble?: (error: unknown) => void;
}

/** Ways out to people; others may use the same outbox for channels of their own. */
const kinds = ['mail', 'webhook'] as const satisfies readonly Recipient['kind'][];

/** Sends what the outbox holds for people, with retries, also what an earlier run left behind. */
export class Outpost {
  readonly #options: OutpostOptions;
  readonly #couriers: readonly Courier<Message>[];

  constructor(options: OutpostOptions) {
    this.#options = options;
    const { outbox, clock, random, patience, onDelivery, onTrouble } = options;
    this.#couriers = kinds.map(
      (channel) =>
        new Courier<Message>({
          outbox,
          channel,
          clock,
          random,
          patience,
          onDelivery,
          onTrouble,
          send: ({ address, content }) => this.#send(channel, address, content),
        }),
    );
  }

  start(): void {
    for (const courier of this.#couriers) courier.start();
  }

  /** Keeps messages until they are delivered; resolves when they are durable. */
  async post(addressed: readonly Addressed[]): Promise<void> {
    if (addressed.length === 0) return;
    const createdAt = this.#options.clock();
    await this.#options.outbox.put(
      addressed.map(({ recipient, message }) => ({
        id: message.id,
        channel: recipient.kind,
        address: recipient.address,
        content: message,
        createdAt,
      })),
    );
    for (const courier of this.#couriers) courier.wake();
  }

  /** The test button: one attempt, now, past the outbox. Never rejects. */
  async test(recipient: Recipient): Promise<{ readonly ok: boolean; readonly error: string }> {
    const now = this.#options.clock();
    const message = composeTest(derivedId('test', recipient.id, now), recipient.language, now);
    try {
      await this.#send(recipient.kind, recipient.address, message);
      return { ok: true, error: '' };
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Stops; what was not delivered waits in the outbox. */
  async stop(): Promise<void> {
    await Promise.all(this.#couriers.map((courier) => courier.stop()));
  }

  async #send(kind: string, address: string, message: Message): Promise<void> {
    const channel = this.#options.channels.find((candidate) => candidate.kind === kind);
    // Somebody may set it within the time that parcels wait.
    if (!channel) throw new ChannelError(`no ${kind} is set up: see the settings`, true);
    await channel.send(message, address);
  }
}
