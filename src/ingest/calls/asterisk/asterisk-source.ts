import { type Clock, systemClock } from '../../../core/clock.ts';
import { isCall } from '../../cdr/cdr-format.ts';
import { createZone } from '../../line/zone.ts';
import type { CallSource, CallSourceSink } from '../call-source.ts';
import type { RetryPauseOptions } from '../retry-pause.ts';
import { AccountFacts } from './account-facts.ts';
import type { AmiOptions } from './ami-connection.ts';
import { AmiLink } from './ami-link.ts';
import type { AmiMessage } from './ami-message.ts';
import { CdrEvents } from './cdr-event.ts';
import { CelCalls } from './cel-calls.ts';
import { celOfEvent } from './cel-event.ts';
import { ChannelCalls } from './channel-calls.ts';
import { takeChannelEvent } from './channel-events.ts';
import { eventTime } from './event-time.ts';
import { ForwardWatch } from './forward-watch.ts';
import { RecentIds } from './recent-ids.ts';
import { RecordedCalls } from './recorded-calls.ts';
import { addressOfChannel, resync } from './resync.ts';

/** How an Asterisk is followed. */
export interface AsteriskSourceOptions extends Omit<AmiOptions, 'events'> {
  readonly id: string;
  /** Zone of the PBX, for its call detail records. */
  readonly timeZone: string;
  /** Endpoints that are trunks. Without them contexts named as FreePBX does tell, else the direction is unknown. */
  readonly trunks?: readonly string[];
  /** Which events tell of calls: those of channels, or channel event logging where an Asterisk sends only that. */
  readonly follow?: 'channels' | 'cel';
  /** Families of the AstDB that hold forwards by account; those of FreePBX and the classic ones unless told. */
  readonly forwardFamilies?: readonly string[];
  /** Between two looks at the forwards, ms; 0 for none. 60,000 unless told. */
  readonly forwardsMs?: number;
  /** Notice forwards by the steps of the dial plan too: many events, for an Asterisk that cannot be asked for them. */
  readonly watchDialplan?: boolean;
  /** Between two comparisons of what runs, ms; 300,000 unless told. */
  readonly resyncMs?: number;
  readonly retry?: RetryPauseOptions;
  readonly clock?: Clock;
}

/** A source that knows which channels carry a call, for those who have to hang it up. */
export interface AsteriskCallSource extends CallSource {
  /** Unique ids of the channels that carry a call now; none for one that does not run. */
  channelsOf(callId: string): readonly string[];
}

const classes = 'call,cdr,security,system';

/** Follows the calls of an Asterisk (16 to 22) over its manager interface, live. */
export function createAsteriskSource(options: AsteriskSourceOptions, sink: CallSourceSink): AsteriskCallSource {
  return new AsteriskSource(options, sink);
}

class AsteriskSource implements AsteriskCallSource {
  readonly id: string;
  readonly kind = 'asterisk-ami';
  readonly #options: AsteriskSourceOptions;
  readonly #sink: CallSourceSink;
  readonly #clock: Clock;
  readonly #link: AmiLink;
  readonly #calls: ChannelCalls;
  readonly #cel: CelCalls;
  readonly #facts: AccountFacts;
  readonly #records: CdrEvents;
  readonly #recorded: RecordedCalls;
  readonly #forwards: ForwardWatch;
  /** Channels that ended lately: their linked ids for records, and so that a list does not bring them back. */
  readonly #gone = new RecentIds(10_000);
  #timers: NodeJS.Timeout[] = [];
  #resyncing = false;
  #stopped = false;

  constructor(options: AsteriskSourceOptions, sink: CallSourceSink) {
    this.id = options.id;
    this.#options = options;
    this.#sink = sink;
    this.#clock = options.clock ?? systemClock;
    this.#facts = new AccountFacts((fact) => this.#stopped || sink.fact(fact));
    this.#calls = new ChannelCalls(
      (record, leg) => {
        if (this.#stopped) return;
        this.#recorded.heard(record, leg);
        sink.call(record, false);
      },
      { trunks: options.trunks, addressOf: (account) => this.#facts.addressOf(account) },
    );
    this.#recorded = new RecordedCalls((record) => this.#stopped || sink.call(record, true));
    this.#cel = new CelCalls(this.#calls);
    this.#records = new CdrEvents(createZone(options.timeZone));
    this.#link = new AmiLink(
      { ...options, events: options.watchDialplan ? `${classes},dialplan` : classes },
      {
        event: (message) => this.#take(message),
        malformed: (n) => sink.count('malformed', n),
        up: () => this.#up(),
        down: (detail) => this.#down(detail),
      },
    );
    this.#forwards = new ForwardWatch(this.#link, this.#facts, options.forwardFamilies);
  }

  async start(): Promise<void> {
    this.#link.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#clearTimers();
    await this.#link.close();
    this.#recorded.close();
  }

  channelsOf(callId: string): readonly string[] {
    return this.#calls.channelsOf(callId);
  }

  #up(): void {
    this.#clearTimers();
    const { resyncMs = 300_000, forwardsMs = 60_000 } = this.#options;
    void this.#resync();
    this.#timers.push(setInterval(() => void this.#resync(), resyncMs));
    if (forwardsMs > 0) {
      void this.#forwards.look(this.#clock());
      this.#timers.push(setInterval(() => void this.#forwards.look(this.#clock()), forwardsMs));
    }
    for (const timer of this.#timers) timer.unref();
  }

  #down(detail: string): void {
    this.#clearTimers();
    if (!this.#stopped) this.#sink.state(false, detail);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** Compares with what runs on the PBX; only then what it tells is the whole truth. */
  async #resync(): Promise<void> {
    if (this.#resyncing) return;
    this.#resyncing = true;
    try {
      const time = await resync(this.#link, this.#calls, this.#gone, this.#clock);
      if (this.#stopped) return;
      this.#sink.running(this.#calls.running, time);
      this.#sink.state(true, `Connected; ${this.#calls.channels} channels.`);
    } catch (error) {
      // The link says itself when it is lost; what else goes wrong here is said, and tried again where that may help.
      if (this.#stopped || !this.#link.connected) return;
      this.#sink.state(false, `The running calls could not be asked for: ${(error as Error).message}`);
      if ((error as { retryable?: boolean }).retryable)
        this.#timers.push(setTimeout(() => void this.#resync(), 5_000).unref());
    } finally {
      this.#resyncing = false;
    }
  }

  #take(message: AmiMessage): void {
    if (this.#stopped) return;
    const time = eventTime(message, this.#clock());
    this.#sink.count('received', 1);
    this.#sink.count(this.#recognise(message, time) ? 'recognised' : 'ignored', 1);
  }

  #recognise(message: AmiMessage, time: number): boolean {
    const { event } = message;
    if (event === 'Cdr') return this.#record(message);
    if (event === 'Hangup') this.#gone.add(message.get('uniqueid'), message.get('linkedid'));
    if (this.#options.follow === 'cel') {
      const cel = event === 'CEL' ? celOfEvent(message, time) : undefined;
      if (cel !== undefined) return this.#cel.take(cel);
    } else if (takeChannelEvent(this.#calls, message, time)) {
      if (event === 'Newchannel' && message.get('channelstate') === '4') void this.#locate(message);
      return true;
    }
    return this.#facts.take(message, time) || this.#forwards.take(message, time);
  }

  #record(message: AmiMessage): boolean {
    const reading = this.#records.read(message, this.#gone.get(message.get('uniqueid')));
    if (!isCall(reading)) {
      this.#sink.count('malformed', 1);
      return false;
    }
    this.#recorded.take(reading, message.get('destinationchannel'));
    return true;
  }

  /** Asks where a call comes from. Only PJSIP knows; when nothing comes the address of the sign-in stays. */
  async #locate(message: AmiMessage): Promise<void> {
    const address = await addressOfChannel(this.#link, message.get('channel'));
    if (address !== '' && !this.#stopped) this.#calls.located(message.get('uniqueid'), address);
  }
}
