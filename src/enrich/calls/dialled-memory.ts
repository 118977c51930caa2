import type { DialPlan } from '../../core/phone/dial-plan.ts';
import { type DialledNumber, normalise } from '../../core/phone/normalise.ts';

/** Numbers remembered of all plans together; beyond it all are read anew. */
const most = 65_536;

/** What numbers mean to phones with a plan. The same few come again and again: who calls, and whom a customer calls. */
export class DialledMemory {
  #plans = new Map<DialPlan, Map<string, DialledNumber>>();
  #size = 0;
  /** The plan asked for last: calls of one customer ask several times in a row. */
  #plan: DialPlan | undefined;
  #numbers = new Map<string, DialledNumber>();

  /** As `normalise`. */
  of(plan: DialPlan, dialled: string): DialledNumber {
    if (plan !== this.#plan) this.#turnTo(plan);
    const known = this.#numbers.get(dialled);
    if (known !== undefined) return known;
    const number = normalise(plan, dialled);
    if (this.#size >= most) {
      this.#plans = new Map();
      this.#size = 0;
      this.#turnTo(plan);
    }
    this.#numbers.set(dialled, number);
    this.#size++;
    return number;
  }

  #turnTo(plan: DialPlan): void {
    let numbers = this.#plans.get(plan);
    if (!numbers) {
      numbers = new Map();
      this.#plans.set(plan, numbers);
    }
    this.#plan = plan;
    this.#numbers = numbers;
  }
}
