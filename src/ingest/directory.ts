import type { Clock } from '../core/clock.ts';
import { derivedId } from '../core/derived-id.ts';
import type { Source, SourceKind } from '../core/source.ts';
import { unassignedTenant } from '../core/tenant.ts';
import { SourceIndex } from './source-index.ts';

/** Longest HOSTNAME of RFC 5424; what is longer is cut, it cannot be matched and only costs memory. */
const longestHostName = 255;
/** Sender combinations whose source is remembered; more than this and the memory starts anew. */
const maxRemembered = 65_536;
const minute = 60_000;

export interface DirectoryOptions {
  readonly now: Clock;
  /** Zone given to discovered sources: where the people who run this are. */
  readonly timeZone: string;
  /** Called once for each source made for an unknown sender, before its first record is delivered. */
  readonly onDiscovered: (source: Source) => void;
  /** Most discovered sources there may be; 10,000 unless told. */
  readonly maxDiscovered?: number;
  /** Most new ones a minute; 60 unless told. */
  readonly maxDiscoveredPerMinute?: number;
}

/** Sources of one sender address on one listener. The last answer is kept apart: mostly the next record is of the same host. */
interface Sender {
  lastHost: string;
  lastCapture: number;
  lastSource: Source | undefined;
  readonly byName: Map<string, Source>;
}

/**
 * Tells which source a record is of: who sent this. All criteria a source sets must match and the most specific source
 * wins: by host name, then by the longest address prefix, then by capture id, then by listener.
 *
 * The host name in a record is what its sender says. It is only as trustworthy as the listener: on UDP and plain TCP
 * anyone who reaches the port can write any name. A source that sets address and host name is attributed more safely than
 * one that sets the name alone.
 *
 * A sender that matches none gets a source of its own in the tenant `unassigned`, with an id derived from who it is, so
 * that it is the same one after a restart. There is a most of those, in all and per minute; senders beyond it share one
 * overflow source per listener.
 */
export class SourceDirectory {
  /** Records that went to an overflow source. */
  overflowed = 0;
  /** How often the memory of senders was emptied for want of room. */
  forgotten = 0;

  readonly #options: DirectoryOptions;
  #assigned: SourceIndex = new SourceIndex([]);
  readonly #discovered = new Map<string, Source>();
  #discoveredSenders = 0;
  readonly #byListener = new Map<string, Map<string, Sender>>();
  #remembered = 0;
  #thisMinute = 0;
  #newThisMinute = 0;
  constructor(sources: readonly Source[], options: DirectoryOptions) {
    this.#options = options;
    this.replace(sources);
  }

  /** Zone of sources that nobody set up. */
  get timeZone(): string {
    return this.#options.timeZone;
  }

  /** Takes other sources from now on. Discovered ones among them keep their id; those made meanwhile and not among them stay. */
  replace(sources: readonly Source[]): void {
    this.#assigned = new SourceIndex(sources.filter((source) => !source.discovered));
    for (const source of sources) {
      if (source.discovered) this.#addDiscovered(source);
      else this.#discovered.delete(source.id);
    }
    this.#forget();
  }

  /**
   * Source of a record. `senderAddress` is canonical text, '' for a file; `hostName` is what the record says, '' when it
   * says none; `captureId` is the HEP capture agent, 0 for other kinds.
   */
  resolve(listenerId: string, kind: SourceKind, senderAddress: string, hostName: string, captureId: number): Source {
    const sender = this.#byListener.get(listenerId)?.get(senderAddress);
    if (sender !== undefined) {
      if (sender.lastHost === hostName && sender.lastCapture === captureId && sender.lastSource !== undefined) {
        return sender.lastSource;
      }
      const known = sender.byName.get(nameKey(hostName, captureId));
      if (known !== undefined) return remember(sender, hostName, captureId, known);
    }
    return this.#find(listenerId, kind, senderAddress, hostName, captureId);
  }

  /** Source for what a listener lost before it could tell of whom it was (dropped by the kernel, unreadable framing). */
  listenerItself(listenerId: string, kind: SourceKind): Source {
    const id = derivedId('listener', kind, listenerId);
    return (
      this.#discovered.get(id) ??
      this.#discover(id, `${listenerId} (not attributable)`, kind, { listener: listenerId }, false)
    );
  }

  #find(listener: string, kind: SourceKind, address: string, rawHost: string, captureId: number): Source {
    const hostName = rawHost.length > longestHostName ? rawHost.slice(0, longestHostName) : rawHost;
    const host = hostName.toLowerCase();
    const source =
      this.#assigned.find(listener, kind, address, host, captureId) ??
      this.#discoveredFor(listener, kind, address, host, captureId);
    if (source === undefined) {
      this.overflowed++;
      return this.#overflow(listener, kind);
    }
    if (this.#remembered >= maxRemembered) {
      this.#forget();
      this.forgotten++;
    }
    const senders = this.#byListener.get(listener) ?? new Map<string, Sender>();
    this.#byListener.set(listener, senders);
    const sender = senders.get(address) ?? { lastHost: '', lastCapture: 0, lastSource: undefined, byName: new Map() };
    senders.set(address, sender);
    sender.byName.set(nameKey(hostName, captureId), source);
    this.#remembered++;
    return rawHost === hostName ? remember(sender, hostName, captureId, source) : source;
  }

  #discoveredFor(
    listener: string,
    kind: SourceKind,
    address: string,
    host: string,
    captureId: number,
  ): Source | undefined {
    const id = derivedId(kind, listener, address, host, captureId);
    const known = this.#discovered.get(id);
    if (known) return known;
    const now = Math.floor(this.#options.now() / minute);
    if (now !== this.#thisMinute) {
      this.#thisMinute = now;
      this.#newThisMinute = 0;
    }
    if (this.#discoveredSenders >= (this.#options.maxDiscovered ?? 10_000)) return undefined;
    if (this.#newThisMinute >= (this.#options.maxDiscoveredPerMinute ?? 60)) return undefined;
    this.#newThisMinute++;
    this.#discoveredSenders++;
    return this.#discover(id, nameOf(listener, address, host, captureId), kind, {
      listener,
      ...(address !== '' && { address }),
      ...(host !== '' && { hostname: host }),
      ...(captureId !== 0 && { captureId }),
    });
  }

  #overflow(listenerId: string, kind: SourceKind): Source {
    const id = derivedId('overflow', kind, listenerId);
    return (
      this.#discovered.get(id) ??
      this.#discover(id, `unassigned overflow (${listenerId})`, kind, { listener: listenerId }, false)
    );
  }

  #discover(id: string, name: string, kind: SourceKind, match: Source['match'], isSender = true): Source {
    const source: Source = {
      id,
      tenant: unassignedTenant,
      asset: '',
      name,
      kind,
      match,
      format: 'auto',
      timeZone: this.#options.timeZone,
      // What is nobody in particular has no pace of its own.
      ...(!isSender && { silentAfterS: 0 }),
      discovered: true,
    };
    this.#discovered.set(id, source);
    this.#options.onDiscovered(source);
    return source;
  }

  /** A source that is stored already: its id says which sender it is of, so it matches that one and no other. */
  #addDiscovered(source: Source): void {
    if (!this.#discovered.has(source.id) && source.match.address !== undefined) this.#discoveredSenders++;
    this.#discovered.set(source.id, source);
  }

  #forget(): void {
    this.#byListener.clear();
    this.#remembered = 0;
  }
}

function remember(sender: Sender, hostName: string, captureId: number, source: Source): Source {
  sender.lastHost = hostName;
  sender.lastCapture = captureId;
  sender.lastSource = source;
  return source;
}

function nameKey(hostName: string, captureId: number): string {
  return captureId === 0 ? hostName : `${captureId} ${hostName}`;
}

/** `pbx-12 (192.0.2.10)`: what a person recognises. Letters a host name cannot have are shown as dots. */
function nameOf(listener: string, address: string, host: string, captureId: number): string {
  const readable = host.replace(/[^a-z0-9._:-]/g, '.').slice(0, 64);
  const called = readable || (captureId === 0 ? '' : `capture ${captureId}`);
  if (called === '') return address || listener;
  return address === '' ? called : `${called} (${address})`;
}
