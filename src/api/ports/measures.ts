import type { MeasureAction } from '../../core/incident/measure-action.ts';
import type { Text } from '../../core/text.ts';
import type { Asker } from './incident-desk.ts';

/** Something asked of the network for an incident: an action of playbooks with its parameters. */
export interface MeasureWish {
  readonly action: MeasureAction;
  /** By the form of the action (own-command.ts); `hours` is how long it holds. */
  readonly with: Readonly<Record<string, string>>;
  readonly incident: string;
}

/** What came of it. `ok` only when the network confirmed it. */
export interface MeasureResult {
  readonly ok: boolean;
  /** For people and for the timeline. */
  readonly sentence: Text;
  /** Id of the measure of the incident; '' when there is none. */
  readonly measure: string;
}

export interface MeasureDeskPort {
  /** The same key is the same measure: asked again it tells what came of the first. */
  take(wish: MeasureWish, key: string, asker: Asker): Promise<MeasureResult>;
  /** `measure`: id within the incident. */
  undo(incident: string, measure: string, reason: string, asker: Asker): Promise<MeasureResult>;
}
