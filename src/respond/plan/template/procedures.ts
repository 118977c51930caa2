import type { PlanProcedure } from '../../../core/plan/plan.ts';
import { carrierOutage } from './procedures/carrier-outage.ts';
import { dataLeak } from './procedures/data-leak.ts';
import { hackedAccount } from './procedures/hacked-account.ts';
import { pbxOutage } from './procedures/pbx-outage.ts';
import { sipFlood } from './procedures/sip-flood.ts';
import { supplierIncident } from './procedures/supplier-incident.ts';
import { tollFraud } from './procedures/toll-fraud.ts';
import { voicePhishing } from './procedures/voice-phishing.ts';
import type { Say } from './say.ts';

/** A procedure for every kind of incident, in the order of `planIncidentTypes`. */
export function templateProcedures(say: Say): readonly PlanProcedure[] {
  return [tollFraud, hackedAccount, sipFlood, pbxOutage, carrierOutage, dataLeak, voicePhishing, supplierIncident].map(
    (make) => make(say),
  );
}
