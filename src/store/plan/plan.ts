import type { Db } from '../postgres.ts';
import { planEditionStore } from './editions.ts';
import { planMailStore } from './mails.ts';
import { planReviewStore } from './reviews.ts';
import { planSettingsStore } from './settings.ts';

/** All that is kept of the incident response plan. */
export function planStore(db: Db, clock: () => number) {
  return {
    ...planEditionStore(db, clock),
    ...planReviewStore(db, clock),
    ...planSettingsStore(db),
    ...planMailStore(db),
  };
}
