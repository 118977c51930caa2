import type { VariableValues } from '../../core/playbook/variable.ts';
import type { Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { Asker } from './incident-desk.ts';

export interface PlaybookDeskPort {
  /** Starts the newest version of a playbook for an incident; resolves with the id of the run once it is kept. */
  start(
    playbook: string,
    incident: string,
    values: VariableValues,
    asker: Asker,
  ): Promise<Result<{ readonly run: string }, readonly Text[]>>;
  /** A task of an incident whose `source` is `playbook:<run>/<key>` is done, or could not be done. */
  finishTask(
    source: string,
    answer: {
      readonly ok: boolean;
      readonly evidence: string;
      readonly detail: string;
      readonly values: VariableValues;
    },
    asker: Asker,
  ): Promise<Result<void, Text>>;
}
