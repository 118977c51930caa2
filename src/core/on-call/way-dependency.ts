import type { Text } from '../text.ts';
import type { WayChannel } from './responder.ts';

/** A place that a channel needs to be there. */
export interface WayDependency {
  readonly channel: WayChannel;
  /** Host name or address, lower case. */
  readonly host: string;
  /** Addresses it has now; empty when its name does not resolve. */
  readonly addresses: readonly string[];
  /** What it is to the channel. */
  readonly what: Text;
  /** What of ours stands there: ids of assets of customers or of the provider; `own-network` for an address of the own networks. */
  readonly ours: readonly string[];
}
