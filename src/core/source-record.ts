import type { Source } from './source.ts';
import type { Tally } from './tally.ts';
import type { Versioned } from './versioned.ts';

/** `never`: nothing came yet. `troubled`: records come but many cannot be read, or some were shed. */
export const sourceHealths = ['delivering', 'silent', 'never', 'troubled'] as const;
export type SourceHealth = (typeof sourceHealths)[number];

/** A source as kept, with how it fares. */
export interface SourceRecord extends Versioned {
  readonly source: Source;
  readonly tenantName: string;
  readonly health: SourceHealth;
  readonly lastSeen: number | undefined;
  /** Records a second over the last minute. */
  readonly perSecond: number;
  /** Since it was made. */
  readonly tally: Tally;
}
