import type { PlaybookFaultWire, PlaybookGraphWire } from '../../../api/schema/playbooks.ts';
import type { PlaybookFault } from '../../../core/playbook/fault.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import { faultSentence } from '../../../respond/playbook/fault-sentence.ts';
import type { FindPlaybook } from '../../../respond/playbook/run/start-run.ts';
import { graphView } from '../../../respond/playbook/view/graph-view.ts';

/** A fault as the API shows it: with the sentence that names the step. */
export function shownFault(fault: PlaybookFault): PlaybookFaultWire {
  const { step, stepName, path, sentence, weight } = fault;
  return { step, stepName, path, sentence: { ...sentence }, full: faultSentence(fault), weight };
}

/** A playbook as the API shows its steps. */
export function graphWire(
  playbook: Playbook,
  faults: readonly PlaybookFault[],
  values?: VariableValues,
  find?: FindPlaybook,
): PlaybookGraphWire {
  const { start, exception, steps } = graphView(playbook, faults, values, find);
  return {
    start,
    exception,
    steps: steps.map((step) => ({
      ...step,
      actions: [...step.actions],
      next: step.next.map((edge) => ({ ...edge })),
      faults: step.faults.map(shownFault),
    })),
  };
}
