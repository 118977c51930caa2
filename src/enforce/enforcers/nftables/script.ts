import type { Wanted } from '../../ledger.ts';
import { chainName, counterNames, receiptSet, type SetName, setNames, setOf, sets } from './names.ts';
import { formatSegment, segments } from './segments.ts';

/*
 * Statements for nft (https://man7.org/linux/man-pages/man8/nft.8.html). Every value comes out of core/ip.ts in canonical
 * form, so nothing that an attacker wrote reaches a script.
 */

/**
 * Makes sure that table, sets, chain and rules are there, and empties nothing that is in force. The chain sits at the
 * earliest hook, before connection tracking (-200): an accept of established traffic elsewhere never comes first.
 */
export function ensureTable(table: string): readonly string[] {
  const own = `inet ${table}`;
  return [
    `add table ${own}`,
    ...setNames.map((name) => {
      const { scope, type } = sets[name];
      return `add set ${own} ${name} { type ${type}; flags ${scope === 'range' ? 'interval, timeout' : 'timeout'}; }`;
    }),
    `add set ${own} ${receiptSet} { type mark; }`,
    `add counter ${own} ${counterNames[4]}`,
    `add counter ${own} ${counterNames[6]}`,
    `add chain ${own} ${chainName} { type filter hook prerouting priority -300; policy accept; }`,
    `flush chain ${own} ${chainName}`,
    ...setNames.map((name) => {
      const { family } = sets[name];
      const field = family === 4 ? 'ip' : 'ip6';
      return `add rule ${own} ${chainName} ${field} saddr @${name} counter name "${counterNames[family]}" drop`;
    }),
  ];
}

/** Removes the table with all that is in it, there or not. */
export function removeTable(table: string): readonly string[] {
  return [`add table inet ${table}`, `delete table inet ${table}`];
}

/**
 * Blocks addresses until their time, in place of whatever is there for them. The kernel leaves the timeout of a known element
 * as it was and refuses to delete an unknown one, so: add (known or not), delete, add with the new timeout.
 */
export function putAddresses(table: string, addresses: readonly Wanted[], now: number): readonly string[] {
  return bySet(addresses).flatMap(([name, members]) => {
    const bare = members.map(({ value }) => value).join(', ');
    const timed = members.map(({ value, until }) => `${value} timeout ${timeout(until, now)}`).join(', ');
    return [
      `add element inet ${table} ${name} { ${bare} }`,
      `delete element inet ${table} ${name} { ${bare} }`,
      `add element inet ${table} ${name} { ${timed} }`,
    ];
  });
}

/** Takes addresses out, there or not. */
export function dropAddresses(
  table: string,
  addresses: readonly Pick<Wanted, 'value' | 'family' | 'scope'>[],
): readonly string[] {
  return bySet(addresses).flatMap(([name, members]) => {
    const bare = members.map(({ value }) => value).join(', ');
    return [`add element inet ${table} ${name} { ${bare} }`, `delete element inet ${table} ${name} { ${bare} }`];
  });
}

/** Fills one range set anew; ranges are few, and only a set as a whole can be kept free of overlaps. */
export function fillRanges(table: string, name: SetName, ranges: readonly Wanted[], now: number): readonly string[] {
  const pieces = segments(ranges).map((piece) => `${formatSegment(piece)} timeout ${timeout(piece.until, now)}`);
  const flush = `flush set inet ${table} ${name}`;
  return pieces.length === 0 ? [flush] : [flush, `add element inet ${table} ${name} { ${pieces.join(', ')} }`];
}

/** Leaves the number of this transaction behind; whoever reads it back knows that the kernel took all of it. */
export function leaveReceipt(table: string, number: number): readonly string[] {
  return [`flush set inet ${table} ${receiptSet}`, `add element inet ${table} ${receiptSet} { ${number} }`];
}

function timeout(until: number, now: number): string {
  return `${Math.max(1, Math.round(until - now))}ms`;
}

function bySet<T extends Pick<Wanted, 'family' | 'scope'>>(values: readonly T[]): (readonly [SetName, readonly T[]])[] {
  const groups = Map.groupBy(values, setOf);
  return [...groups];
}
