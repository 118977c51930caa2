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

/** Sends what the outbox holds through the channels, with retries, also what an earlier run left behind. */
export class Outpost {
  readonly #options: OutpostOptions;
  readonly #courier: Courier<Message>;

  constructor(options: OutpostOptions) {
    this.#options = options;
    const { outbox, clock, random, patience, onDelivery, onTrouble } = options;
    this.#courier = new Courier<Message>({
      outbox,
      clock,
      random,
      patience,
      onDelivery,
      onTrouble,
      send: ({ channel, address, content }) => this.#send(channel, address, content),
    });
  }

  start(): void {
    this.#courier.start();
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
    this.#courier.wake();
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
  stop(): Promise<void> {
    return this.#courier.stop();
  }

  async #send(kind: string, address: string, message: Message): Promise<void> {
    const channel = this.#options.channels.find((candidate) => candidate.kind === kind);
    // Somebody may set it within the time that parcels wait.
    if (!channel) throw new ChannelError(`no ${kind} is set up: see the settings`, true);
    await channel.send(message, address);
  }
}
