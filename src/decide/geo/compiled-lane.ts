import { isCountry } from '../../core/geo/countries.ts';
import type { GeoAnswer, GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoAttack, GeoLimit, GeoServiceName, GeoVerdict } from '../../core/geo/geo-policy.ts';
import type { Address } from '../../core/ip.ts';
import { emergencyNumbers } from '../../core/phone/emergency.ts';
import { type AddressSet, refuses } from './attacks.ts';
import type { CompiledGuard } from './compiled-book.ts';
import type { GeoDestination, GeoLane, LaneVerdict } from './geo-lane.ts';
import type { LaneRules, RuleEntry } from './lane-rules.ts';
import { RangeChains } from './range-chains.ts';
import { isStricter } from './rank.ts';
import { answerOf, emergencyAnswer, freeAnswer } from './reasons.ts';

/** All that holds in a lane. */
export interface LaneParts {
  readonly service: GeoServiceName;
  readonly until: number;
  readonly rules: LaneRules;
  readonly guards: readonly CompiledGuard[];
  /** Modes that are on and shut this service. */
  readonly attacks: readonly GeoAttack[];
  /** Addresses that worked, for those of them that are `only-known`. */
  readonly known: ReadonlyMap<GeoAttack, AddressSet>;
}

/** What decides, out of all that covers something. */
export interface Settled {
  readonly verdict: GeoVerdict;
  readonly limit: GeoLimit | undefined;
  readonly by: RuleEntry | GeoAttack | undefined;
}

/** A verdict with all that led to it. */
export interface Outcome extends LaneVerdict {
  readonly settled: Settled;
  readonly guards: readonly CompiledGuard[];
  readonly attacks: readonly GeoAttack[];
  /** Narrowest first. */
  readonly entries: readonly RuleEntry[];
}

/** Verdicts remembered in one lane: kinds of places, not addresses. */
const mostRemembered = 100_000;
const allowed: LaneVerdict = { verdict: 'allow', wished: 'allow', limit: undefined };
const allEmergency = emergencyNumbers('');

/** A lane of one service. */
export class CompiledLane implements GeoLane {
  readonly until: number;
  readonly known: GeoLane['known'];
  readonly #parts: LaneParts;
  readonly #chains: RangeChains;
  readonly #guardsByChain: readonly (readonly CompiledGuard[])[];
  readonly #onlyKnown: readonly AddressSet[];
  readonly #countries = new Map<string, number>();
  readonly #networks = new Map<number, number>();
  readonly #outcomes = new Map<number, Outcome>();

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.until = parts.until;
    const guardsByText = Map.groupBy(parts.guards, ({ text }) => text);
    this.#chains = new RangeChains([...parts.guards.map(({ cidr }) => cidr), ...parts.rules.ranges]);
    this.#guardsByChain = this.#chains.chains.map((chain) => chain.flatMap((text) => guardsByText.get(text) ?? []));
    for (const number of parts.rules.asNumbers) this.#networks.set(number, this.#networks.size + 1);
    const onlyKnown = parts.attacks.filter(({ kind }) => kind === 'only-known');
    this.#onlyKnown = onlyKnown.map((attack) => parts.known.get(attack)!);
    if (onlyKnown.length > 0) {
      const [first, ...others] = onlyKnown.map((attack) => new Set(parts.known.get(attack)!.texts));
      this.known = {
        addresses: [...first].filter((address) => others.every((other) => other.has(address))),
        until: Math.min(...onlyKnown.map(({ until }) => until)),
      };
    }
  }

  address(place: GeoPlace, address: Address | undefined): GeoAnswer {
    if (this.#parts.service === 'calls-out') return freeAnswer(this.until, 'not-a-number');
    const outcome = this.#outcome(place, this.#chainOf(address), this.#knows(address));
    return answerOf(outcome, isCountry(place.country) ? place.country : '', this.until);
  }

  verdictOf(place: GeoPlace, address: Address | undefined): LaneVerdict {
    if (this.#parts.service === 'calls-out') return allowed;
    return this.#outcome(place, this.#chainOf(address), this.#knows(address));
  }

  verdictOfRanges(place: GeoPlace, ranges: readonly string[], known = false): LaneVerdict {
    if (this.#parts.service === 'calls-out') return allowed;
    return this.#outcome(place, this.#chains.ofRanges(ranges), known || this.#onlyKnown.length === 0);
  }

  number(destination: GeoDestination): GeoAnswer {
    const free = this.#freeCall(destination);
    if (free === 'emergency') return emergencyAnswer();
    if (free) return freeAnswer(this.until, free);
    return answerOf(this.#numberOutcome(destination), destination.country, this.until);
  }

  numberVerdict(destination: GeoDestination): LaneVerdict {
    return this.#freeCall(destination) ? allowed : this.#numberOutcome(destination);
  }

  isKnown(address: Address): boolean {
    return this.#knows(address);
  }

  /** Why a call is none of a policy's business, '' when it is. */
  #freeCall({ kind, dialledKind, number }: GeoDestination): 'emergency' | 'internal' | 'not-an-address' | '' {
    if (kind === 'emergency' || dialledKind === 'emergency' || allEmergency.has(number)) return 'emergency';
    if (kind === 'internal' || dialledKind === 'internal') return 'internal';
    return this.#parts.service === 'calls-out' ? '' : 'not-an-address';
  }

  #chainOf(address: Address | undefined): number {
    return address ? this.#chains.of(address) : 0;
  }

  #knows(address: Address | undefined): boolean {
    for (const known of this.#onlyKnown) if (!address || !known.has(address)) return false;
    return true;
  }

  #outcome(place: GeoPlace, chain: number, known: boolean): Outcome {
    const network = this.#networks.size === 0 ? 0 : (this.#networks.get(place.asNumber) ?? 0);
    const key =
      ((chain * (this.#networks.size + 1) + network) * 512 + this.#countryIndex(place.country)) * 4 +
      (place.hosting ? 2 : 0) +
      (known ? 1 : 0);
    const before = this.#outcomes.get(key);
    if (before) return before;
    const { rules, attacks } = this.#parts;
    const country = isCountry(place.country) ? place.country : '';
    const entries = rules.covering({ ...place, country }, this.#chains.chains[chain]);
    const on = attacks.filter((attack) => refuses(attack, country, known));
    const outcome = outcomeOf(entries, on, this.#guardsByChain[chain]);
    if (this.#outcomes.size >= mostRemembered) this.#outcomes.clear();
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  /** Codes that are no country's are all the same: not known. */
  #countryIndex(country: string): number {
    let index = this.#countries.get(country);
    if (index === undefined) {
      if (!isCountry(country)) return 0;
      index = this.#countries.size + 1;
      this.#countries.set(country, index);
    }
    return index;
  }

  #numberOutcome(destination: GeoDestination): Outcome {
    const { rules, attacks } = this.#parts;
    const country = isCountry(destination.country) ? destination.country : '';
    const on = attacks.filter((attack) => refuses(attack, country, false));
    return outcomeOf(rules.coveringNumber({ ...destination, country }), on, []);
  }
}

/** Settles with what is enforced, and with what is only watched as well. */
function outcomeOf(
  entries: readonly RuleEntry[],
  attacks: readonly GeoAttack[],
  guards: readonly CompiledGuard[],
): Outcome {
  if (guards.length > 0) {
    const settled: Settled = { verdict: 'allow', limit: undefined, by: undefined };
    return { verdict: 'allow', wished: 'allow', limit: undefined, settled, guards, attacks, entries };
  }
  const enforced = entries.filter(({ rule }) => rule.policy.state === 'enforced');
  const settled = settle(enforced, attacks);
  const wished = enforced.length === entries.length ? settled.verdict : settle(entries, attacks).verdict;
  const verdict = settled.verdict === 'allow' && isStricter(wished, 'allow') ? 'watch' : settled.verdict;
  return { verdict, wished, limit: settled.limit, settled, guards, attacks, entries };
}

function settle(entries: readonly RuleEntry[], attacks: readonly GeoAttack[]): Settled {
  if (attacks.length > 0) {
    const exception = entries.find(({ rule }) => rule.rule.exception);
    const passes = exception && !isStricter(exception.rule.rule.verdict, 'watch');
    if (!passes) return { verdict: 'refuse', limit: undefined, by: attacks[0] };
  }
  const winner = entries[0];
  if (!winner) return { verdict: 'allow', limit: undefined, by: undefined };
  return { verdict: winner.rule.rule.verdict, limit: winner.rule.rule.limit, by: winner };
}
