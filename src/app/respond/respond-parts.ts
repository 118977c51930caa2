import type { RespondNews } from '../../api/ports/incident-desk.ts';
import type { BlockPort, LivePort } from '../../api/ports.ts';
import type { Text } from '../../core/text.ts';
import type { Work } from '../../core/work.ts';
import type { Store } from '../../store/store.ts';
import type { Calls } from '../calls/start-calls.ts';
import type { Config } from '../config/schema.ts';
import type { Geo } from '../geo/start-geo.ts';
import type { Enforcing } from '../serve/enforcing.ts';
import type { Messenger } from '../serve/messenger.ts';
import type { StandingOrders } from '../serve/standing-orders.ts';

/** What responding needs of the rest. */
export interface RespondParts {
  readonly config: Config;
  /** Over all tenants, as Belwacht itself. */
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly blocks: () => BlockPort;
  readonly calls: () => Calls;
  readonly geo: () => Geo;
  readonly enforcing: Enforcing;
  readonly messenger: Messenger;
  readonly orders: StandingOrders;
  /** How people reach this server. */
  readonly url: () => string;
  readonly tell: (news: RespondNews) => void;
  /** What changed elsewhere and is stored. */
  readonly news: LivePort;
  /** Something that has to be seen on every screen until it is over; '' ends it. */
  readonly alarm: (name: string, detail: string) => void;
  /** What is wrong now with any part, one sentence each. */
  readonly troubles: () => readonly string[];
  /** What a rule is called. */
  readonly ruleTitle: (rule: string) => Text | undefined;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}
