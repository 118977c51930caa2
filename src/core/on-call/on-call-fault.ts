import type { Text } from '../text.ts';

/** Something that is wrong in a form about being on call. */
export interface OnCallFault {
  /** Place, such as `layers.0.rotations.1.time`. */
  readonly field: string;
  readonly sentence: Text;
}
