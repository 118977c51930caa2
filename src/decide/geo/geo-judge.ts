import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoAttack, GeoBook, GeoServiceName } from '../../core/geo/geo-policy.ts';
import { type Address, readAddress } from '../../core/ip.ts';
import { AddressSet, shuts } from './attacks.ts';
import { type CompiledBook, type CompiledRule, compileBook } from './compiled-book.ts';
import { CompiledLane } from './compiled-lane.ts';
import { faultsOf } from './faults.ts';
import type { GeoLane } from './geo-lane.ts';
import { LaneRules } from './lane-rules.ts';
import { serviceRank } from './rank.ts';
import { holding } from './rule-time.ts';
import { covers, isSomebody } from './scope.ts';
import { SipLane } from './sip-lane.ts';

/** Contexts whose lanes are kept at a time, and lanes of one: what holds now, and what planning looks ahead to. */
const mostContexts = 5_000;
const mostAhead = 10;

interface Kept {
  readonly from: number;
  readonly lane: GeoLane;
}

/**
 * Says what an address or a number gets. In this order: emergency numbers, guards, modes under attack (unless an exception lets
 * it pass), policies: there the narrowest rule wins, and on a tie the strictest. What no rule is about is allowed.
 */
export class GeoJudge {
  readonly #book: CompiledBook;
  readonly #lanes = new Map<string, Kept[]>();
  readonly #known = new Map<string, AddressSet>();
  /** Scopes below the customer that a policy or mode names: other sites and assets are as their customer. */
  readonly #sites = new Set<string>();
  readonly #assets = new Set<string>();
  readonly #tenants = new Set<string>();
  /** A rule for everybody goes by the hours or the zone of each customer. */
  readonly #hoursMatter: boolean;
  /** Something names registration or calls in without the other: `sip` is then two lanes. */
  readonly #sipDiffers: boolean;

  /** Throws RangeError with every fault of the book (`faultsOf` lists them). */
  constructor(book: GeoBook) {
    const faults = faultsOf(book);
    if (faults.length > 0)
      throw new RangeError(faults.map(({ field, sentence }) => `${field}: ${sentence.en}`).join('\n'));
    this.#book = compileBook(book);
    for (const { scope } of [...book.policies, ...book.attacks]) {
      if (scope.level !== 'provider') this.#tenants.add(scope.tenant);
      if (scope.level === 'site') this.#sites.add(`${scope.tenant}\n${scope.site}`);
      if (scope.level === 'asset') this.#assets.add(`${scope.tenant}\n${scope.asset}`);
    }
    this.#hoursMatter = this.#book.rules.some(
      ({ policy, rule: { when } }) => policy.scope.level === 'provider' && when !== undefined && when.hours !== '',
    );
    this.#sipDiffers =
      this.#book.rules.some(({ rule }) => serviceRank(rule, 'registration') !== serviceRank(rule, 'calls-in')) ||
      book.attacks.some((attack) => shuts(attack, 'registration') !== shuts(attack, 'calls-in'));
  }

  /** Everything that holds in a context at a time (ms UTC). Lanes are shared and remembered while they hold. */
  lane(context: GeoContext, time: number): GeoLane {
    if (context.service === 'sip' && !this.#sipDiffers) return this.lane({ ...context, service: 'registration' }, time);
    const own = this.#narrowed(context);
    const key = `${own.service}\n${own.tenant}\n${own.site}\n${own.asset}`;
    const kept = this.#lanes.get(key) ?? [];
    for (const { from, lane } of kept) if (time >= from && time < lane.until) return lane;
    const lane =
      own.service === 'sip'
        ? new SipLane(
            this.lane({ ...own, service: 'registration' }, time),
            this.lane({ ...own, service: 'calls-in' }, time),
          )
        : this.#compile(own, own.service, time);
    if (kept.length === 0) {
      if (this.#lanes.size >= mostContexts) this.#lanes.clear();
      this.#lanes.set(key, kept);
    } else if (kept.length >= mostAhead) kept.shift();
    kept.push({ from: time, lane });
    return lane;
  }

  /** The same context without what makes no difference, so that most customers share a lane. */
  #narrowed({ tenant, site, asset, service }: GeoContext): GeoContext {
    const own =
      isSomebody(tenant) && (this.#tenants.has(tenant) || (this.#hoursMatter && this.#book.customers.has(tenant)));
    return {
      service,
      tenant: own ? tenant : '',
      site: own && this.#sites.has(`${tenant}\n${site}`) ? site : '',
      asset: own && this.#assets.has(`${tenant}\n${asset}`) ? asset : '',
    };
  }

  #compile(context: GeoContext, service: GeoServiceName, time: number): GeoLane {
    const { rules, guards, customers, book } = this.#book;
    const customer = customers.get(context.tenant) ?? customers.get('provider') ?? customers.get('');
    let until = Number.POSITIVE_INFINITY;
    const holds = ({ policy, rule }: CompiledRule) => {
      if (!covers(policy.scope, context) || serviceRank(rule, service) < 0) return false;
      const { now, until: change } = holding(rule.when, customer, time);
      until = Math.min(until, change);
      return now;
    };
    const inForce = rules.filter(holds);
    const inGuard = guards.filter(({ guard }) => {
      if (guard.until === 0) return true;
      if (guard.until > time) until = Math.min(until, guard.until);
      return guard.until > time;
    });
    const attacks = book.attacks.filter((attack) => {
      if (!covers(attack.scope, context) || !shuts(attack, service) || attack.until <= time) return false;
      until = Math.min(until, attack.from > time ? attack.from : attack.until);
      return attack.from <= time;
    });
    return new CompiledLane({
      service,
      until,
      rules: new LaneRules(inForce, service),
      guards: inGuard,
      attacks,
      known: new Map(
        attacks.filter(({ kind }) => kind === 'only-known').map((attack) => [attack, this.#knownTo(attack)]),
      ),
    });
  }

  /** Addresses that worked for those a mode is about: for a customer its own, for the provider everybody's. */
  #knownTo({ scope }: GeoAttack): AddressSet {
    let known = this.#known.get(scope.tenant);
    if (!known) {
      const addresses: Address[] = [];
      for (const entry of this.#book.book.known) {
        if (scope.level !== 'provider' && entry.tenant !== scope.tenant) continue;
        const address = readAddress(entry.address);
        if (address) addresses.push(address);
      }
      known = new AddressSet(addresses);
      this.#known.set(scope.tenant, known);
    }
    return known;
  }
}
