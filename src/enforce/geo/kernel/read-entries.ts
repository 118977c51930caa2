import { canonicalAddress } from '../../../core/ip.ts';
import type { Entry } from './content.ts';

/** An element as the kernel tells it. */
export interface SeenEntry extends Entry {
  readonly packets: number;
}

type Json = null | number | string | Json[] | { readonly [key: string]: Json };

/**
 * Reads what `nft -j list set` or `list map` printed at `now` (ms); undefined when there is no such set or map. The format:
 * libnftables-json(5).
 */
export function readEntries(answer: string, now: number): ReadonlyMap<string, SeenEntry> | undefined {
  if (answer === '') return undefined;
  const { nftables } = JSON.parse(answer) as { nftables: readonly { [key: string]: Json }[] };
  const found = nftables.map((each) => each.set ?? each.map).find((each) => each !== undefined);
  if (!isObject(found)) return undefined;
  const entries = new Map<string, SeenEntry>();
  for (const element of Array.isArray(found.elem) ? found.elem : []) {
    const mapped = 'map' in found && Array.isArray(element);
    const [key, value] = mapped ? element : [element, null];
    const inner = isObject(key) && isObject(key.elem) ? key.elem : { val: key };
    const expires = inner.expires;
    const counter = isObject(inner.counter) ? inner.counter.packets : 0;
    entries.set(keyOf(inner.val), {
      value: mapped ? verdictText(value) : '',
      until: typeof expires === 'number' ? now + expires * 1000 : Number.POSITIVE_INFINITY,
      meaning: undefined,
      packets: typeof counter === 'number' ? counter : 0,
    });
  }
  return entries;
}

/** Comments of the elements of a set of numbers, by number. */
export function readComments(answer: string): ReadonlyMap<number, string> {
  if (answer === '') return new Map();
  const { nftables } = JSON.parse(answer) as { nftables: readonly { [key: string]: Json }[] };
  const comments = new Map<number, string>();
  for (const each of nftables) {
    const elements = isObject(each.set) && Array.isArray(each.set.elem) ? each.set.elem : [];
    for (const element of elements) {
      if (!isObject(element) || !isObject(element.elem)) continue;
      const { val, comment } = element.elem;
      if (typeof val === 'number' && typeof comment === 'string') comments.set(val, comment);
    }
  }
  return comments;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf(value: Json): string {
  if (isObject(value) && Array.isArray(value.concat)) return value.concat.map(keyOf).join(' . ');
  const text = String(value);
  return text.includes(':') || text.includes('.') ? (canonicalAddress(text) ?? text) : text;
}

function verdictText(value: Json): string {
  if (!isObject(value)) return String(value);
  if (isObject(value.goto)) return `goto ${String(value.goto.target)}`;
  return Object.keys(value)[0] ?? '';
}
