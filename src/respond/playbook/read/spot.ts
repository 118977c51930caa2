import type { PlaybookFault } from '../../../core/playbook/fault.ts';
import { quote } from './quote.ts';

/** A place in a playbook while it is checked, and the faults found so far. */
export class Spot {
  readonly path: string;
  readonly step: string;
  readonly stepName: string;
  readonly #faults: PlaybookFault[];

  constructor(faults: PlaybookFault[], path = '', step = '', stepName = '') {
    this.#faults = faults;
    this.path = path;
    this.step = step;
    this.stepName = stepName;
  }

  /** The property or item of this name below. */
  below(name: string | number): Spot {
    const shown = String(name).slice(0, 120);
    return new Spot(this.#faults, this.path === '' ? shown : `${this.path}.${shown}`, this.step, this.stepName);
  }

  /** The same place, as that of a step. */
  ofStep(id: string, name: string): Spot {
    return new Spot(this.#faults, this.path, id.slice(0, 120), name);
  }

  /** Notes a fault here. Far too many say no more than many: what comes after 200 is left out. */
  say(weight: PlaybookFault['weight'], en: string, nl: string): void {
    if (this.#faults.length >= 200) return;
    const { step, stepName, path } = this;
    this.#faults.push({ step, stepName, path, sentence: { en, nl }, weight });
  }

  /** What stands here is not `wanted`. */
  wrong(wanted: { readonly en: string; readonly nl: string }, value: unknown): void {
    const shown = quote(value);
    this.say('shape', `this has to be ${wanted.en}, not ${shown}`, `dit moet ${wanted.nl} zijn, niet ${shown}`);
  }
}
