import type { AlertChange } from '../../core/alert.ts';
import type { Decision } from '../../core/decision.ts';
import type { Event } from '../../core/event.ts';
import { Decider } from '../../decide/decider.ts';
import { modeOf, type Policy } from '../../decide/policy.ts';
import { Engine } from '../../detect/engine.ts';
import type { Rule } from '../../detect/rule.ts';

export interface DetectionOutput {
  alert(change: AlertChange): void;
  decision(decision: Decision): void;
}

/**
 * The pure half of the loop in its order: an enriched event teaches the decider who our customers are, meets the rules, and
 * an alert becomes a decision. The live hot path and the offline replay run this same code.
 */
export class Detection {
  readonly engine: Engine;
  readonly decider: Decider;
  readonly #rules: readonly Rule[];
  #policy: Policy;

  constructor(rules: readonly Rule[], policy: Policy, out: DetectionOutput) {
    this.#rules = rules;
    this.#policy = withPackModes(policy, rules);
    this.decider = new Decider(this.#policy);
    this.engine = new Engine(rules, {}, (change) => {
      if (modeOf(this.#policy, change.alert.rule) === 'off') return;
      out.alert(change);
      const decision = this.decider.decide(change);
      if (decision) out.decision(decision);
    });
  }

  /** Takes an enriched event; the caller may use the object again. `original` gives its text if it is wanted as evidence. */
  event(event: Event, original?: () => string): void {
    if (event.uncounted) return;
    this.decider.observe(event);
    this.engine.push(event, original);
  }

  /** Replaces the policy from the next event on. */
  setPolicy(policy: Policy): void {
    this.#policy = withPackModes(policy, this.#rules);
    this.decider.setPolicy(this.#policy);
  }
}

/** A rule follows its own default mode until a person sets another. */
function withPackModes(policy: Policy, rules: readonly Rule[]): Policy {
  const packed = Object.fromEntries(rules.map((rule) => [rule.id, rule.mode]));
  return { ...policy, ruleModes: { ...packed, ...policy.ruleModes } };
}
