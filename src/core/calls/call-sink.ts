import type { AlertChange } from '../alert.ts';
import type { Call } from './call.ts';
import type { CallStop } from './call-stop.ts';
import type { CallVerdict } from './call-verdict.ts';

/** What comes out of the call guard, told synchronously in the order in which it happens. */
export interface CallSink {
  alert(change: AlertChange): void;
  /** A stop that begins, or whose state or end moved. */
  stop(stop: CallStop): void;
  /** A call was refused, or (verdict.reported) would have been. `at` ms UTC. */
  refused(call: Call, verdict: CallVerdict, at: number): void;
  /** A running call has to be hung up; in report-only it would have been (`reported`). */
  hangUp(call: Call, at: number, stop: CallStop, reported: boolean): void;
}
