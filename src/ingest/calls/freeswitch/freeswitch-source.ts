import type { CallSource, CallSourceSink } from '../call-source.ts';
import { pauseFor, RetryPause, type RetryPauseOptions } from '../retry-pause.ts';
import { ChannelBook, usualCapacity } from './channel-book.ts';
import { readChannelRows } from './channel-rows.ts';
import { EslConnection, type EslOptions } from './esl-connection.ts';
import { EslError } from './esl-error.ts';
import { jsonFields, readEvent } from './esl-event.ts';
import type { EslMessage } from './esl-reader.ts';
import { RegistrationFacts, registrationEvents } from './registration-facts.ts';

export interface FreeSwitchSourceOptions extends EslOptions {
  readonly id: string;
  /** How events are asked for; `plain` for whoever reads along. */
  readonly events?: 'json' | 'plain';
  /** SIP profiles that trunks use; default `external`. */
  readonly trunkProfiles?: readonly string[];
  /** Nothing heard for this long: it is asked whether it is there, ms. */
  readonly idleMs?: number;
  readonly retry?: RetryPauseOptions;
  /** Channels that are followed at most. */
  readonly capacity?: number;
  /** ms UTC; for tests. */
  readonly now?: () => number;
}

/** What is asked for. HEARTBEAT comes every 20 s by itself; CUSTOM stands last since its subclasses follow it. */
const channelEvents = [
  'CHANNEL_CREATE',
  'CHANNEL_ORIGINATE',
  'CHANNEL_PROGRESS',
  'CHANNEL_PROGRESS_MEDIA',
  'CHANNEL_ANSWER',
  'CHANNEL_BRIDGE',
  'CHANNEL_HANGUP_COMPLETE',
  'CHANNEL_DESTROY',
] as const;
const channelKinds: ReadonlySet<string> = new Set(channelEvents);

/** Channels that are asked for at once when all of them are asked for. */
const dumpsAtOnce = 32;

/**
 * Follows the calls of a FreeSWITCH over its event socket (inbound mode). Connects by itself and again after trouble; then
 * asks for all channels, so that calls which began or ended meanwhile are known. See docs/sources/freeswitch-live.md.
 */
export class FreeSwitchSource implements CallSource {
  readonly kind = 'freeswitch';
  readonly id: string;
  readonly #options: FreeSwitchSourceOptions;
  readonly #sink: CallSourceSink;
  readonly #now: () => number;
  readonly #book: ChannelBook;
  readonly #facts = new RegistrationFacts();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  /** Channels that came and that went while all channels were asked for. */
  #came: Set<string> | undefined;
  #went: Set<string> | undefined;
  /** So many forgotten channels are told of next. */
  #evictedTold = 1;

  constructor(options: FreeSwitchSourceOptions, sink: CallSourceSink) {
    this.id = options.id;
    this.#options = options;
    this.#sink = sink;
    this.#now = options.now ?? Date.now;
    this.#book = new ChannelBook({
      tell: (call) => sink.call(call, false),
      trunkProfiles: options.trunkProfiles ?? ['external'],
      capacity: options.capacity,
    });
  }

  async start(): Promise<void> {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const pause = new RetryPause(this.#options.retry);
    while (!signal.aborted) {
      try {
        await this.#follow(pause);
      } catch (error) {
        if (signal.aborted) break;
        const sentence = error instanceof EslError ? error.message : `It failed (${(error as Error).name}).`;
        // Asking again and again with a wrong password looks like an attack.
        if (error instanceof EslError && !error.retryable) pause.toMost();
        const wait = pause.take();
        this.#sink.state(false, `FreeSWITCH at ${this.#where}: ${sentence} Next try in ${Math.ceil(wait / 1_000)} s.`);
        await pauseFor(wait, signal);
      }
    }
  }

  get #where(): string {
    return `${this.#options.host}:${this.#options.port}`;
  }

  /** One connection to its end; always throws or was stopped. */
  async #follow(pause: RetryPause): Promise<void> {
    const { signal } = this.#stopping;
    const connection = await EslConnection.open(this.#options, (message) => this.#takeEvent(message));
    const close = () => connection.close();
    const watching = new AbortController();
    signal.addEventListener('abort', close, { once: true });
    try {
      if (signal.aborted) return;
      this.#came = new Set();
      this.#went = new Set();
      const format = this.#options.events ?? 'json';
      await connection.command(
        `event ${format} ${channelEvents.join(' ')} HEARTBEAT CUSTOM ${registrationEvents.join(' ')}`,
      );
      await this.#resynchronise(connection);
      pause.reset();
      this.#sink.state(true, `FreeSWITCH at ${this.#where}: connected, ${this.#book.size} channels run.`);
      throw await Promise.race([connection.over, this.#watchIdle(connection, watching.signal)]);
    } finally {
      watching.abort();
      signal.removeEventListener('abort', close);
      this.#came = undefined;
      this.#went = undefined;
      connection.close();
    }
  }

  /** Asks for every channel; what is not known of one is asked for by itself. */
  async #resynchronise(connection: EslConnection): Promise<void> {
    const text = await connection.api('show channels as json');
    const rows = readChannelRows(text);
    if (!rows) throw new EslError('protocol', 'Its list of channels could not be read.');
    const time = this.#now();
    const unknown = rows
      .filter(({ uuid, answered }) => !this.#book.has(uuid) || (answered && !this.#book.isAnswered(uuid)))
      .slice(0, this.#options.capacity ?? usualCapacity);
    for (let i = 0; i < unknown.length; i += dumpsAtOnce) {
      const some = unknown.slice(i, i + dumpsAtOnce);
      const dumps = await Promise.all(some.map(({ uuid }) => connection.api(`uuid_dump ${uuid} json`)));
      for (let at = 0; at < some.length; at++) this.#takeDump(some[at].uuid, dumps[at]);
    }
    const there = new Set([...rows.map(({ uuid }) => uuid), ...(this.#came ?? [])]);
    for (const uuid of this.#went ?? []) there.delete(uuid);
    this.#book.keepOnly(there);
    this.#came = undefined;
    this.#went = undefined;
    this.#sink.running(this.#book.running(), time);
  }

  #takeDump(uuid: string, text: string): void {
    // It may have ended since the list was made.
    if (this.#went?.has(uuid) || text.startsWith('-ERR')) {
      this.#went?.add(uuid);
      return;
    }
    this.#sink.count('received', 1);
    const fields = jsonFields(text);
    const isRead = fields !== undefined && fields('Unique-ID') === uuid && this.#book.take('', fields, this.#now());
    this.#sink.count(isRead ? 'recognised' : 'malformed', 1);
  }

  #takeEvent(message: EslMessage): void {
    if (this.#stopping.signal.aborted) return;
    this.#sink.count('received', 1);
    const fields = readEvent(message);
    if (!fields) {
      this.#sink.count('malformed', 1);
      return;
    }
    const kind = fields('Event-Name');
    if (channelKinds.has(kind)) this.#takeChannel(kind, fields('Unique-ID'), fields);
    else if (kind === 'CUSTOM') {
      const fact = this.#facts.read(fields, this.#now());
      if (fact) this.#sink.fact(fact);
      this.#sink.count(fact ? 'recognised' : 'ignored', 1);
    } else this.#sink.count('ignored', 1);
  }

  #takeChannel(kind: string, uuid: string, fields: NonNullable<ReturnType<typeof readEvent>>): void {
    // CHANNEL_DESTROY only matters when its hang-up was missed; it must not bring a channel back.
    if (kind === 'CHANNEL_DESTROY' && !this.#book.has(uuid)) {
      this.#sink.count('ignored', 1);
      return;
    }
    const isTaken = this.#book.take(kind, fields, this.#now());
    this.#sink.count(isTaken ? 'recognised' : 'malformed', 1);
    this.#tellEvicted();
    if (kind === 'CHANNEL_HANGUP_COMPLETE' || kind === 'CHANNEL_DESTROY') {
      this.#went?.add(uuid);
      this.#came?.delete(uuid);
    } else if (isTaken) this.#came?.add(uuid);
  }

  /** Says at the first, the second, the fourth … that channels had to be forgotten. */
  #tellEvicted(): void {
    const { evicted } = this.#book;
    if (evicted < this.#evictedTold) return;
    this.#evictedTold = evicted * 2;
    this.#sink.state(true, `FreeSWITCH at ${this.#where}: too many channels at once, ${evicted} were forgotten.`);
  }

  /** Resolves with the trouble when nothing is heard any more; a live one answers. */
  async #watchIdle(connection: EslConnection, signal: AbortSignal): Promise<EslError> {
    const { idleMs = 30_000 } = this.#options;
    while (!signal.aborted) {
      await pauseFor(Math.max(10, Math.min(idleMs, connection.heardAt + idleMs - Date.now())), signal);
      if (signal.aborted || connection.heardAt + idleMs > Date.now()) continue;
      try {
        await connection.api('uptime s');
      } catch (error) {
        return error as EslError;
      }
    }
    return connection.over;
  }
}
