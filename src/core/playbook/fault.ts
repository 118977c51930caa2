import type { Text } from '../text.ts';

/** What is wrong with a playbook, and where. */
export interface PlaybookFault {
  /** Id of the step it is about; '' when it is about the playbook as a whole. */
  readonly step: string;
  /** Name of that step as its author wrote it, '' without one. Hostile text: show, never interpret. */
  readonly stepName: string;
  /** Properties from the playbook down, joined by dots: `workflow.action--….commands.0.type`; '' for the whole. */
  readonly path: string;
  readonly sentence: Text;
  /**
   * `shape`: it is no CACAO playbook. `flow`: it cannot be run as it stands, an editor can mend it. `note`: it can be run; to
   * think about.
   */
  readonly weight: 'shape' | 'flow' | 'note';
}
