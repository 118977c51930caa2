import { readAddress, readCidr } from '../../../core/ip.ts';
import { chainName, type SetName, setNames, sets } from './names.ts';
import { bounds, formatSegment } from './segments.ts';

/** What the kernel says about our table. */
export interface TableState {
  /** Rules in our chain, and whether the chain hangs at its hook. */
  readonly rules: number;
  readonly hooked: boolean;
  /** Per set: element (an address, or `first-last`) → seconds until the kernel drops it; Infinity when it never does. */
  readonly elements: Readonly<Record<SetName, ReadonlyMap<string, number>>>;
  /** Packets dropped so far, per counter. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Reads the answer of `nft -j list table`. Throws a SyntaxError when it is not what nft writes. */
export function readTable(json: string): TableState {
  const { nftables } = JSON.parse(json) as { nftables?: unknown };
  if (!Array.isArray(nftables)) throw new SyntaxError('no list in the answer of nft');
  const elements = Object.fromEntries(setNames.map((name) => [name, new Map<string, number>()])) as Record<
    SetName,
    Map<string, number>
  >;
  const dropped: Record<string, number> = {};
  let rules = 0;
  let hooked = false;
  for (const { set, rule, chain, counter } of nftables) {
    if (set && Object.hasOwn(sets, set.name)) readElements(set, elements[set.name as SetName]);
    else if (rule?.chain === chainName) rules++;
    else if (chain?.name === chainName) hooked = chain.hook === 'prerouting' && chain.prio === -300;
    else if (counter) dropped[counter.name] = counter.packets;
  }
  return { rules, hooked, elements, dropped };
}

interface Listed {
  readonly name: string;
  readonly elem?: readonly unknown[];
}

function readElements(set: Listed, into: Map<string, number>): void {
  for (const entry of set.elem ?? []) {
    const { elem } = entry as { elem?: { val: unknown; expires?: number } };
    const text = readValue(elem ? elem.val : entry);
    if (text === undefined) throw new SyntaxError(`an element of set ${set.name} that cannot be read`);
    into.set(text, elem?.expires ?? Number.POSITIVE_INFINITY);
  }
}

type Value = string | { readonly prefix?: { addr: string; len: number }; readonly range?: readonly [string, string] };

function readValue(value: unknown): string | undefined {
  const read = value as Value;
  if (typeof read === 'string') return readCidr(read) && formatRange(read, read);
  if (read.prefix) {
    const cidr = readCidr(`${read.prefix.addr}/${read.prefix.len}`);
    return cidr && formatSegment({ family: cidr.family, ...bounds(cidr) });
  }
  return read.range && formatRange(read.range[0], read.range[1]);
}

function formatRange(from: string, to: string): string | undefined {
  const first = readAddress(from);
  const last = readAddress(to);
  return first && last && formatSegment({ family: first.family, first: first.bits, last: last.bits });
}
