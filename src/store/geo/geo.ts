import type { Db } from '../postgres.ts';
import { attackAlertStore } from './attack-alerts.ts';
import { geoAttackStore } from './attacks.ts';
import { geoCorrectionStore } from './corrections.ts';
import { geoGroupStore } from './groups.ts';
import { geoHitStore } from './hits.ts';
import { geoPolicyStore } from './policies.ts';
import { geoRecentStore } from './recent.ts';
import { geoReviewStore } from './reviews.ts';
import { geoSettingsStore } from './settings.ts';
import { geoTrafficStore } from './traffic.ts';
import { trafficAccountStore } from './traffic-accounts.ts';

/** All that is kept of geo-blocking. */
export function geoStore(db: Db, clock: () => number) {
  return {
    policies: geoPolicyStore(db, clock),
    groups: geoGroupStore(db),
    attacks: geoAttackStore(db, clock),
    corrections: geoCorrectionStore(db, clock),
    recent: geoRecentStore(db, clock),
    reviews: geoReviewStore(db, clock),
    settings: geoSettingsStore(db, clock),
    traffic: { ...geoTrafficStore(db, clock), ...trafficAccountStore(db), ...attackAlertStore(db), ...geoHitStore(db) },
  };
}
