import { Event } from '../core/event.ts';
import type { Source, SourceKind } from '../core/source.ts';
import { countReading, originalOf } from './detect-format.ts';
import { LocalClock } from './line/local-clock.ts';
import type { ListenerDeps } from './listener.ts';
import { openReader, type RecordReader } from './readers.ts';

const sendersRemembered = 16_384;
const none: readonly Event[] = [];

/**
 * The way of a line from a listener to the sink, the same for every listener that delivers lines: read, find out whose it
 * is, count, hand over. The host name that says whose a line is stands in the line itself, so it is read as the sender's
 * last line was; only when it turns out to be of a source with another format or zone is it read once more.
 */
export class LineIntake {
  readonly #listener: string;
  readonly #kind: SourceKind;
  readonly #deps: ListenerDeps;
  readonly #clock: LocalClock;
  /** How the last line of each sender was read. */
  readonly #readers = new Map<string, RecordReader>();
  readonly #readerOfSource = new WeakMap<Source, RecordReader>();
  #lastSender: string | undefined;
  #lastReader: RecordReader | undefined;
  #lastSource: Source | undefined;
  #event = new Event();
  constructor(listener: string, kind: SourceKind, deps: ListenerDeps) {
    this.#listener = listener;
    this.#kind = kind;
    this.#deps = deps;
    this.#clock = new LocalClock(kind === 'file' ? 'tail' : 'live');
  }

  /** Takes the line bytes[start, end), without its newline, of `sender` (canonical address, '' for a file), received at `now`. */
  take(bytes: Buffer, start: number, end: number, sender: string, now: number): void {
    const deps = this.#deps;
    const guess =
      sender === this.#lastSender && this.#lastReader !== undefined ? this.#lastReader : this.#guess(sender);
    let event = this.#event;
    let reading = guess.read(bytes, start, end, event, now, this.#kind === 'file', this.#clock);
    const source = deps.directory.resolve(this.#listener, this.#kind, sender, guess.hostName, 0);
    const reader = source === this.#lastSource ? this.#lastReader! : this.#readerOf(source);
    if (reader !== guess) {
      event = new Event();
      reading = reader.read(bytes, start, end, event, now, this.#kind === 'file', this.#clock);
    }
    this.#remember(sender, source, reader);
    this.#event = new Event();
    countReading(deps.tally(source.id), reading);
    deps.onLine?.(source.id, reading, bytes, start, end, event);
    if (reading !== 'recognised') return;
    event.tenant = source.tenant;
    event.asset = source.asset;
    event.source = source.id;
    if (deps.keepOriginal) event.original = originalOf(bytes, start, end);
    const more = reader.repeats - 1;
    const others = more > 0 ? Array.from({ length: more }, () => reader.again(event)) : none;
    deps.sink.event(event);
    for (const other of others) deps.sink.event(other);
  }

  /** Counts something of `sender` that could not even be cut into lines. */
  malformed(sender: string): void {
    const { directory, tally } = this.#deps;
    const source = directory.resolve(this.#listener, this.#kind, sender, '', 0);
    const counts = tally(source.id);
    counts.received++;
    counts.malformed++;
  }

  /** Counts records that were lost before they could be read, nobody knows of whom. */
  shed(count: number): void {
    const { directory, tally } = this.#deps;
    const counts = tally(directory.listenerItself(this.#listener, this.#kind).id);
    counts.received += count;
    counts.shed += count;
  }

  #guess(sender: string): RecordReader {
    return (
      this.#readers.get(sender) ??
      this.#lastReader ??
      openReader({ format: 'auto', timeZone: this.#deps.directory.timeZone })
    );
  }

  #readerOf(source: Source): RecordReader {
    let reader = this.#readerOfSource.get(source);
    if (!reader) {
      reader = openReader(source);
      this.#readerOfSource.set(source, reader);
    }
    return reader;
  }

  #remember(sender: string, source: Source, reader: RecordReader): void {
    if (sender !== this.#lastSender || reader !== this.#lastReader) {
      if (this.#readers.size >= sendersRemembered) this.#readers.clear();
      this.#readers.set(sender, reader);
    }
    this.#lastSender = sender;
    this.#lastSource = source;
    this.#lastReader = reader;
  }
}
