import type { Alert, AlertChange } from '../core/alert.ts';
import type { Decision, GuardResult } from '../core/decision.ts';
import { derivedId } from '../core/derived-id.ts';
import type { Event } from '../core/event.ts';
import { canonicalAddress } from '../core/ip.ts';
import type { Text } from '../core/text.ts';
import { BlockLimit } from './block-limit.ts';
import { CustomerNetworks } from './customer-networks.ts';
import { CustomerSites, type SiteRecord } from './customer-sites.ts';
import { guardAutomatic, type SiteLookup } from './guards.ts';
import { blockMs, OffenceHistory, type PastDecision } from './offence-history.ts';
import { type CompiledPolicy, compilePolicy, modeOf, type Policy } from './policy.ts';
import { heldSentence, limitSentence } from './wording.ts';

/** Too many automatic blocks: the rest is held. Raised at most once a minute of decision time. */
export interface LimitAlarm {
  readonly id: string;
  /** ms */
  readonly time: number;
  readonly limit: number;
  /** Blocks held for the limit since the alarm before. */
  readonly held: number;
  readonly sentence: Text;
}

const alarmEveryMs = 60_000;

/**
 * Turns alerts into decisions. Pure: time comes from events and alerts, the same input in the same order gives the same
 * decisions. Feed every event to `observe` and every alert change to `decide`, in the order in which they happened.
 */
export class Decider {
  readonly sites: CustomerSites;
  /** What people wrote down; what is learned comes on top. */
  readonly networks = new CustomerNetworks();
  readonly #places: SiteLookup = {
    covering: (range, time) => this.networks.covering(range) || this.sites.covering(range, time),
  };
  readonly #history: OffenceHistory;
  readonly #limit = new BlockLimit();
  /** Alert and value for which was said that a block was held. */
  readonly #held = new Set<string>();
  readonly #capacity: number;
  #policy: CompiledPolicy;
  #alarms: LimitAlarm[] = [];
  #heldForLimit = 0;
  #lastAlarm = Number.NEGATIVE_INFINITY;
  #evicted = 0;

  /** `capacity`: most sites, offenders and held alerts remembered. Throws a RangeError when the policy has faults. */
  constructor(policy: Policy, capacity = 200_000) {
    this.#policy = compilePolicy(policy);
    this.#capacity = capacity;
    this.sites = new CustomerSites(capacity);
    this.#history = new OffenceHistory(capacity);
  }

  get policy(): Policy {
    return this.#policy.policy;
  }

  /** Replaces the policy from the next decision on. Throws a RangeError when it has faults; the old one then stays. */
  setPolicy(policy: Policy): void {
    this.#policy = compilePolicy(policy);
  }

  /** Learns from an event; cheap for those that say nothing about customers. */
  observe(event: Event): void {
    this.sites.observe(event);
  }

  /**
   * Takes past decisions back after a restart, oldest first, and decisions of people whenever they are made or undone: they
   * count as offences, stand in the way of a second block, and are not told again.
   */
  load(decisions: readonly (PastDecision & { readonly from?: number })[]): void {
    for (const decision of decisions) {
      this.#history.note(decision);
      if (decision.state === 'held') this.#remember(`${decision.alert} ${decision.value}`);
      else if (decision.state !== 'reported' && decision.author.startsWith('rule:') && decision.from !== undefined) {
        this.#limit.take(decision.from);
      }
    }
  }

  /** Takes back the customer sites that `changedSites` handed out. */
  loadSites(sites: readonly SiteRecord[]): void {
    this.sites.loadSites(sites);
  }

  /** Customer sites that changed since the last call, for storage. */
  changedSites(): readonly SiteRecord[] {
    return this.sites.changedSites();
  }

  /**
   * The decision that follows from an alert, or undefined when none does: the rule only alerts, is off, names no single
   * source, the source is blocked already, or it was said before that this block is held. State `asked`: carry it out;
   * `reported`: only noted; `held`: a guard that has not passed stopped it.
   */
  decide({ alert }: AlertChange): Decision | undefined {
    if (alert.response.action !== 'block' || alert.sourceIp === '') return undefined;
    const mode = modeOf(this.#policy.policy, alert.rule);
    if (mode === 'off') return undefined;
    const reporting = mode === 'report-only';
    const time = alert.end;
    // Most changes are of alerts whose source is blocked already, and nearly every address comes in canonical text.
    if (this.#history.current(alert.sourceIp, time, reporting)) return undefined;
    const value = canonicalAddress(alert.sourceIp) ?? alert.sourceIp;
    if (value !== alert.sourceIp && this.#history.current(value, time, reporting)) return undefined;

    const guards = [...guardAutomatic(value, this.#policy, this.#places, time)];
    if (guards.every(({ passed }) => passed)) guards.push(this.#limitGuard(time, reporting));
    const failed = guards.find(({ passed }) => !passed);
    if (failed) return this.#hold(alert, value, guards, failed);

    const decision = this.#make(alert, value, reporting ? 'reported' : 'asked', guards, alert.sentence);
    this.#history.note(decision);
    if (!reporting) this.#limit.take(time);
    return decision;
  }

  /** Alarms raised since the last call. */
  alarms(): readonly LimitAlarm[] {
    const alarms = this.#alarms;
    this.#alarms = [];
    return alarms;
  }

  /** Sizes and evictions, for metrics. */
  stats(): { readonly sites: number; readonly failing: number; readonly evicted: number } {
    const sites = this.sites.stats();
    return { ...sites, evicted: sites.evicted + this.#history.evicted + this.#evicted };
  }

  #limitGuard(time: number, reporting: boolean): GuardResult {
    const limit = this.#policy.policy.maxBlocksPerMinute;
    if (reporting) return { guard: 'rate-limit', passed: true, detail: 'report only: not counted' };
    const near = this.#limit.near(time);
    return { guard: 'rate-limit', passed: near < limit, detail: `${near} of at most ${limit}` };
  }

  #hold(alert: Alert, value: string, guards: readonly GuardResult[], failed: GuardResult): Decision | undefined {
    const key = `${alert.id} ${value}`;
    if (this.#held.has(key)) return undefined;
    this.#remember(key);
    if (failed.guard === 'rate-limit') this.#alarm(alert.end);
    const why = heldSentence(value, failed);
    const reason = { nl: `${alert.sentence.nl} ${why.nl}`, en: `${alert.sentence.en} ${why.en}` };
    return this.#make(alert, value, 'held', guards, reason);
  }

  #remember(key: string): void {
    if (this.#held.size >= this.#capacity) {
      this.#held.delete(this.#held.values().next().value!);
      this.#evicted++;
    }
    this.#held.add(key);
  }

  #alarm(time: number): void {
    this.#heldForLimit++;
    if (time - this.#lastAlarm < alarmEveryMs) return;
    const limit = this.#policy.policy.maxBlocksPerMinute;
    this.#alarms.push({
      id: derivedId('limit-alarm', time),
      time,
      limit,
      held: this.#heldForLimit,
      sentence: limitSentence(limit, this.#heldForLimit),
    });
    this.#lastAlarm = time;
    this.#heldForLimit = 0;
  }

  #make(
    alert: Alert,
    value: string,
    state: 'asked' | 'held' | 'reported',
    guards: readonly GuardResult[],
    reason: Text,
  ): Decision {
    const { offence, ordinal } = this.#history.next(value, alert.end, state === 'reported');
    const parts = [alert.id, value, ordinal];
    return {
      // What was only noted or held must not take the id of the block that may still follow from the same alert.
      id: state === 'asked' ? derivedId(...parts) : derivedId(...parts, state),
      tenant: alert.tenant,
      action: 'block',
      scope: 'ip',
      value,
      from: alert.end,
      until: alert.end + blockMs(offence, alert.response.durationS, alert.response.ceilingS),
      reason,
      author: `rule:${alert.rule}`,
      alert: alert.id,
      rule: alert.rule,
      offence,
      state,
      guards,
    };
  }
}
