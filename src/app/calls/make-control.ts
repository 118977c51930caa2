import type { CallControl } from '../../enforce/calls/call-control.ts';
import type { SourceOrder } from './messages.ts';

/** What acts at the PBX of a source; undefined for kinds that cannot. Throws with a sentence when it cannot work as it is set up. */
export function makeControl(_order: SourceOrder): CallControl | undefined {
  return undefined;
}
