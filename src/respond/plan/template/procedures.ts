import type { PlanProcedure } from '../../../core/plan/plan.ts';
import { carrierOutage } from './procedures/carrier-outage.ts';
import { dataLeak } from './procedures/data-leak.ts';
import { ddosSip } from './procedures/ddos-sip.ts';
import { hackedAccount } from './procedures/hacked-account.ts';
import { phishingClonedVoice } from './procedures/phishing-cloned-voice.ts';
import { sbcPbxOutage } from './procedures/sbc-pbx-outage.ts';
import { supplierIncident } from './procedures/supplier-incident.ts';
import { tollFraud } from './procedures/toll-fraud.ts';
import type { Say } from './say.ts';

/** A procedure for every kind of incident, in the order of `planIncidentTypes`. */
export function templateProcedures(say: Say): readonly PlanProcedure[] {
  return [
    tollFraud,
    hackedAccount,
    ddosSip,
    sbcPbxOutage,
    carrierOutage,
    dataLeak,
    phishingClonedVoice,
    supplierIncident,
  ].map((make) => make(say));
}
