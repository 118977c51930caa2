import type { Severity } from '../severity.ts';
import type { Text } from '../text.ts';

/** What alerts do with incidents by themselves. */
export interface IncidentSettings {
  /** Alerts of this severity and worse open an incident or join one; `off`: none opens one. */
  readonly openFrom: Severity | 'off';
  /** Alerts below it that belong to an incident that goes on join it. */
  readonly joinBelow: boolean;
  /** Of titles of incidents that alerts open. */
  readonly language: keyof Text;
}

export const usualIncidentSettings: IncidentSettings = { openFrom: 'high', joinBelow: true, language: 'nl' };
