import type { CallCustomer } from './call-customer.ts';

interface Numbers {
  readonly id: string;
  readonly value: string;
  readonly first: number;
  readonly last: number;
}

/** Sentences about what several customers are known by, and about numbers of one that lie in a range of another; `most` of each. */
export function sharedIdentifiers(customers: readonly CallCustomer[], most: number): string[] {
  return [...named(customers, most), ...overlapping(customers, most)];
}

function named(customers: readonly CallCustomer[], most: number): string[] {
  const owners = new Map<string, string>();
  const found: string[] = [];
  for (const { id, identifiers } of customers)
    for (const { kind, value } of identifiers) {
      const key = `${kind} ${kind === 'number' ? value : value.toLowerCase()}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, id);
      else if (owner !== id && found.length < most)
        found.push(
          `${kind} ${value} is named for both ${owner} and ${id}: calls that nothing else tells apart are nobody's`,
        );
    }
  return found;
}

function overlapping(customers: readonly CallCustomer[], most: number): string[] {
  const found: string[] = [];
  let open: Numbers[] = [];
  for (const range of rangesOf(customers)) {
    open = open.filter(({ last }) => last >= range.first);
    for (const before of open) {
      if (before.id === range.id || before.value === range.value) continue;
      const [wide, narrow] = widthOf(before) >= widthOf(range) ? [before, range] : [range, before];
      const whose = widthOf(wide) > widthOf(narrow) ? `${narrow.id}'s` : "nobody's";
      found.push(
        `number ${narrow.value} of ${narrow.id} lies in ${wide.value} of ${wide.id}: what is in both is ${whose}`,
      );
      if (found.length >= most) return found;
    }
    open.push(range);
  }
  return found;
}

function rangesOf(customers: readonly CallCustomer[]): Numbers[] {
  const ranges: Numbers[] = [];
  for (const { id, identifiers } of customers)
    for (const { kind, value } of identifiers) {
      if (kind !== 'number') continue;
      const [first, last = first] = value.split('-').map(Number) as [number, number?];
      ranges.push({ id, value, first, last });
    }
  return ranges.sort((a, b) => a.first - b.first || b.last - a.last);
}

function widthOf({ first, last }: Numbers): number {
  return last - first;
}
