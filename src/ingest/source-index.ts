import { type Cidr, contains, readCidr } from '../core/ip.ts';
import type { Source, SourceKind } from '../core/source.ts';

interface Entry {
  readonly source: Source;
  /** Range of the sender, undefined when any will do. */
  readonly range: Cidr | undefined;
  /** Length of the range's prefix, one family as long as the other; -1 for any sender. */
  readonly prefix: number;
  readonly hostName: string | undefined;
}

/**
 * The sources that people set up, sorted so that an unknown sender costs little however many there are: by host name, by
 * exact address, and the rest.
 */
export class SourceIndex {
  readonly #byHost = new Map<string, Entry[]>();
  readonly #byAddress = new Map<string, Entry[]>();
  readonly #rest: Entry[] = [];
  /** A source whose address is none matches nothing. */
  constructor(sources: readonly Source[]) {
    for (const source of sources) {
      const { address, hostname } = source.match;
      const range = address === undefined ? undefined : readCidr(address);
      if (address !== undefined && range === undefined) continue;
      const exact = range !== undefined && range.prefix === (range.family === 4 ? 32 : 128);
      const prefix = range === undefined ? -1 : range.prefix + (range.family === 4 ? 96 : 0);
      const entry: Entry = { source, range, prefix, hostName: hostname?.toLowerCase() };
      if (entry.hostName !== undefined) add(this.#byHost, entry.hostName, entry);
      else if (exact) add(this.#byAddress, String(range.bits), entry);
      else this.#rest.push(entry);
    }
  }

  /** The most specific source that matches, or undefined. `host` is in lower case. */
  find(listener: string, kind: SourceKind, address: string, host: string, captureId: number): Source | undefined {
    const sender = address === '' ? undefined : readCidr(address);
    let best: Entry | undefined;
    const consider = (entries: readonly Entry[] | undefined) => {
      for (const entry of entries ?? []) {
        if (matches(entry, listener, kind, sender, captureId) && (!best || isBefore(entry, best))) best = entry;
      }
    };
    if (host !== '') consider(this.#byHost.get(host));
    if (!best && sender) consider(this.#byAddress.get(String(sender.bits)));
    if (!best) consider(this.#rest);
    return best?.source;
  }
}

function add(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = map.get(key);
  if (entries) entries.push(entry);
  else map.set(key, [entry]);
}

/** Whether everything the source sets, apart from the host name, is so. */
function matches(
  { source, range }: Entry,
  listener: string,
  kind: SourceKind,
  sender: Cidr | undefined,
  captureId: number,
): boolean {
  const { match } = source;
  if (source.kind !== kind) return false;
  if (match.listener !== undefined && match.listener !== listener) return false;
  if (match.captureId !== undefined && match.captureId !== captureId) return false;
  return range === undefined || (sender !== undefined && contains(range, sender));
}

/** More specific first; sources that are equally specific go by id, so that the answer is always the same. */
function isBefore(a: Entry, b: Entry): boolean {
  if (a.prefix !== b.prefix) return a.prefix > b.prefix;
  const capture = Number(b.source.match.captureId !== undefined) - Number(a.source.match.captureId !== undefined);
  if (capture !== 0) return capture < 0;
  const listener = Number(b.source.match.listener !== undefined) - Number(a.source.match.listener !== undefined);
  if (listener !== 0) return listener < 0;
  return a.source.id < b.source.id;
}
