import type { GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoServiceName } from '../../core/geo/geo-policy.ts';
import { type Cidr, formatCidr } from '../../core/ip.ts';
import type { CompiledRule } from './compiled-book.ts';
import type { GeoDestination } from './geo-lane.ts';
import { rankOf, serviceRank } from './rank.ts';

/** A rule as it covers something. */
export interface RuleEntry {
  readonly rule: CompiledRule;
  /** As the rule names what covers. */
  readonly named: string;
  readonly rank: number;
}

type Shelf<Key> = Map<Key, RuleEntry[]>;

/** The rules that hold in a lane, by what they are about. */
export class LaneRules {
  readonly ranges: readonly Cidr[];
  readonly asNumbers: readonly number[];
  readonly #ranges: Shelf<string> = new Map();
  readonly #networks: Shelf<number> = new Map();
  readonly #countries: Shelf<string> = new Map();
  readonly #numbers: Shelf<string> = new Map();
  readonly #kinds: Shelf<string> = new Map();
  readonly #hosting: RuleEntry[] = [];
  readonly #unknown: RuleEntry[] = [];
  readonly #any: RuleEntry[] = [];
  /** Lengths of the numbers in `#numbers`. */
  readonly #lengths: readonly number[];

  /** Rules that do not name the service are passed over. */
  constructor(rules: readonly CompiledRule[], service: GeoServiceName) {
    const ranges: Cidr[] = [];
    for (const compiled of rules) {
      const { policy, rule, subjects } = compiled;
      const named = serviceRank(rule, service);
      if (named < 0) continue;
      for (const { subject, rank, named: text } of subjects) {
        const entry = {
          rule: compiled,
          named: text,
          rank: rankOf(policy.scope.level, rule.exception !== undefined, named, rank, rule.verdict),
        };
        if (subject.kind === 'range') {
          ranges.push(subject.cidr);
          put(this.#ranges, formatCidr(subject.cidr), entry);
        } else if (subject.kind === 'as') put(this.#networks, subject.number, entry);
        else if (subject.kind === 'country') put(this.#countries, subject.code, entry);
        else if (subject.kind === 'number') put(this.#numbers, subject.digits, entry);
        else if (subject.kind === 'number-kind') put(this.#kinds, subject.value, entry);
        else if (subject.kind === 'hosting') this.#hosting.push(entry);
        else if (subject.kind === 'unknown') this.#unknown.push(entry);
        else if (subject.kind === 'any') this.#any.push(entry);
      }
    }
    this.ranges = ranges;
    this.asNumbers = [...this.#networks.keys()];
    this.#lengths = [...new Set([...this.#numbers.keys()].map(({ length }) => length))];
  }

  /** All that covers an address in these ranges, narrowest first; `country` is '' or a country. */
  covering(place: GeoPlace, ranges: readonly string[]): readonly RuleEntry[] {
    return sorted([
      ...ranges.flatMap((range) => this.#ranges.get(range) ?? []),
      ...(this.#networks.get(place.asNumber) ?? []),
      ...(place.hosting ? this.#hosting : []),
      ...this.#ofCountry(place.country),
      ...this.#any,
    ]);
  }

  /** The same of where a call goes. */
  coveringNumber({ country, kind, number }: GeoDestination): readonly RuleEntry[] {
    return sorted([
      ...this.#lengths.flatMap((length) =>
        length > number.length ? [] : (this.#numbers.get(number.slice(0, length)) ?? []),
      ),
      ...(this.#kinds.get(kind) ?? []),
      ...this.#ofCountry(country),
      ...this.#any,
    ]);
  }

  #ofCountry(country: string): readonly RuleEntry[] {
    return country === '' ? this.#unknown : (this.#countries.get(country) ?? []);
  }
}

function put<Key>(shelf: Shelf<Key>, key: Key, entry: RuleEntry): void {
  const before = shelf.get(key);
  if (before) before.push(entry);
  else shelf.set(key, [entry]);
}

/** Narrowest first; of equals the one that lets least through, then by name, so that the order of writing never matters. */
function sorted(entries: RuleEntry[]): RuleEntry[] {
  return entries.sort((a, b) => b.rank - a.rank || leastFirst(a, b) || byName(a, b));
}

function leastFirst(a: RuleEntry, b: RuleEntry): number {
  const [one, other] = [a.rule.rule.limit, b.rule.rule.limit];
  if (!one || !other) return 0;
  const atATime = ({ concurrent }: { concurrent: number }) => concurrent || Number.MAX_SAFE_INTEGER;
  return one.count - other.count || atATime(one) - atATime(other) || Number(other.mfa) - Number(one.mfa);
}

function byName(a: RuleEntry, b: RuleEntry): number {
  const [one, other] = [`${a.rule.policy.id} ${a.rule.rule.id}`, `${b.rule.policy.id} ${b.rule.rule.id}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
