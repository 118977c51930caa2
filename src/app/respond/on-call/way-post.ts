import type { Clock } from '../../../core/clock.ts';
import { Courier, type Patience } from '../../../core/courier.ts';
import { derivedId } from '../../../core/derived-id.ts';
import { type WayChannel, wayChannels } from '../../../core/on-call/responder.ts';
import type { WayAdapter, WayContent } from '../../../core/on-call/way-adapter.ts';
import type { Outbox } from '../../../core/outbox.ts';
import { sentAgain } from '../../../respond/on-call/sent-again.ts';
import { courierOf, type WayParcel } from './alarm-message.ts';

/** An alarm is worth little after half an hour: by then the other ways of the person were tried, and others were asked. */
const patience: Patience = { firstMs: 3000, longestMs: 60_000, giveUpMs: 1_800_000 };

export interface WayPostOptions {
  readonly outbox: Outbox<WayParcel>;
  readonly adapters: readonly WayAdapter[];
  readonly clock: Clock;
  readonly random: () => number;
  /** A message that may have arrived before a crash goes out again, by its key. */
  readonly onRepeat: (key: string) => Promise<void>;
  /** An attempt ended for good. */
  readonly onEnd: () => void;
  readonly onTrouble: (error: unknown) => void;
}

/** A channel that nobody set up: the next way of the person comes forward. */
class ChannelMissing extends Error {
  readonly retryable = false;
}

/** Carries messages to people out of the outbox, each channel by itself, so that one that is dead holds no other. */
export class WayPost {
  readonly #options: WayPostOptions;
  readonly #couriers: readonly Courier<WayParcel>[];

  constructor(options: WayPostOptions) {
    this.#options = options;
    const { outbox, clock, random, onEnd, onTrouble } = options;
    this.#couriers = wayChannels.map(
      (channel) =>
        new Courier<WayParcel>({
          ...{ outbox, clock, random, patience, onTrouble, channel: courierOf(channel) },
          atOnce: this.adapter(channel)?.concurrency,
          marks: this.adapter(channel)?.dropsRepeats === false,
          onRepeat: ({ id }) => options.onRepeat(id),
          send: ({ address, content: { way }, begun }) => this.#send(channel, begun ? sentAgain(way) : way, address),
          onDelivery: ({ final }) => final && onEnd(),
        }),
    );
  }

  adapter(channel: WayChannel): WayAdapter | undefined {
    return this.#options.adapters.find((candidate) => candidate.channel === channel);
  }

  start(): void {
    for (const courier of this.#couriers) courier.start();
  }

  wake(): void {
    for (const courier of this.#couriers) courier.wake();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#couriers.map((courier) => courier.stop()));
  }

  /** The test button: one attempt, now, past the outbox. Never rejects. */
  async test(
    channel: WayChannel,
    address: string,
    language: 'nl' | 'en',
  ): Promise<{ readonly ok: boolean; readonly error: string }> {
    try {
      await this.#send(channel, testContent(derivedId('way-test', address, this.#options.clock()), language), address);
      return { ok: true, error: '' };
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  async #send(channel: WayChannel, content: WayContent, address: string): Promise<void> {
    const adapter = this.adapter(channel);
    if (!adapter) throw new ChannelMissing(`no ${channel} is set up: see docs/on-call.md`);
    await adapter.send(content, address);
  }
}

function testContent(key: string, language: 'nl' | 'en'): WayContent {
  const text =
    language === 'nl'
      ? 'Dit is een proefbericht van Belwacht. Zo bereikt een alarm je. Je hoeft niets te doen.'
      : 'This is a test message of Belwacht. This is how an alarm reaches you. There is nothing to do.';
  return {
    ...{ key, kind: 'test', language, severity: 'informational', lines: [text], link: '', linkLabel: '', short: text },
    subject: language === 'nl' ? 'Proefbericht van Belwacht' : 'Test message of Belwacht',
    spoken: {
      ...{ language, message: text, menu: '', notUnderstood: '', acknowledged: '', declined: '', noAnswer: '' },
    },
    answerable: false,
  };
}
