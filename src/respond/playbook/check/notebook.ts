import type { PlaybookFault } from '../../../core/playbook/fault.ts';
import { type Playbook, stepOf } from '../../../core/playbook/playbook.ts';
import { plainLine } from '../read/quote.ts';

/** Where a check writes down what it finds. */
export class Notebook {
  readonly faults: PlaybookFault[] = [];
  readonly #playbook: Playbook;

  constructor(playbook: Playbook) {
    this.#playbook = playbook;
  }

  /** Something about the playbook as a whole. */
  whole(path: string, en: string, nl: string): void {
    this.faults.push({ step: '', stepName: '', path, sentence: { en, nl }, weight: 'flow' });
  }

  /** Something about one step; `property` is within the step, '' for the step itself. */
  step(id: string, property: string, en: string, nl: string): void {
    this.#add(id, property, en, nl, 'flow');
  }

  /** Something about a step to think about; it does not stand in the way. */
  think(id: string, property: string, en: string, nl: string): void {
    this.#add(id, property, en, nl, 'note');
  }

  #add(id: string, property: string, en: string, nl: string, weight: PlaybookFault['weight']): void {
    const path = `workflow.${id}${property === '' ? '' : `.${property}`}`;
    const stepName = plainLine(stepOf(this.#playbook, id)?.name ?? '');
    this.faults.push({ step: id, stepName, path, sentence: { en, nl }, weight });
  }
}
