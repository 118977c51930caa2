import type { Keyring } from '../core/keyring.ts';
import { alertStore } from './alerts.ts';
import { auditStore } from './audit.ts';
import { backtestStore } from './backtests.ts';
import { batchWriter } from './batch.ts';
import { callBatchWriter } from './calls/call-batch.ts';
import { callStore } from './calls/calls.ts';
import { rateDeckStore } from './calls/decks.ts';
import { numberListStore } from './calls/number-lists.ts';
import { callSettingsStore } from './calls/settings.ts';
import { callSourceStore } from './calls/sources.ts';
import { callStopStore } from './calls/stops.ts';
import { cursorStore } from './cursors.ts';
import { customersStore } from './customers/customers.ts';
import { decisionStore } from './decisions.ts';
import { eventStore } from './events.ts';
import { geoStore } from './geo/geo.ts';
import { holdStore } from './holds.ts';
import { idempotencyStore } from './idempotency.ts';
import { incidentStore } from './incident/incidents.ts';
import { keepingSettingsStore } from './keeping-settings.ts';
import { learnedStore } from './learned.ts';
import { measureSettingsStore } from './measures/measure-settings.ts';
import { measureStore } from './measures/measures.ts';
import { recoveryStore } from './measures/recoveries.ts';
import { onCallStore } from './on-call/on-call.ts';
import { outboxStore } from './outbox.ts';
import { overviewStore } from './overview.ts';
import { peopleStore } from './people.ts';
import { brakeStore } from './people-brakes.ts';
import { invitationStore } from './people-invitations.ts';
import { securityStore } from './people-security.ts';
import { sessionStore } from './people-sessions.ts';
import { planStore } from './plan/plan.ts';
import { playbookStore } from './playbooks/playbooks.ts';
import { runStore } from './playbooks/runs.ts';
import type { Db } from './postgres.ts';
import { recipientStore } from './recipients.ts';
import { ruleModeStore } from './rule-modes.ts';
import { type Settings, settingsStore } from './settings.ts';
import { siteStore } from './sites.ts';
import { sourceStore } from './sources.ts';
import { systemStore } from './system.ts';
import { tenantStore } from './tenants.ts';
import { tokenStore } from './tokens.ts';
import { vaultStore } from './vault.ts';

export type Store = ReturnType<typeof createStore>;

/** What a store works on: tables as a piece of work may see them, and their owner for partitions. */
export interface StoreDatabase {
  readonly db: Db;
  readonly owner: Db;
  /** Keys of the vault; without them nothing is sealed or opened. */
  readonly keyring?: Keyring;
}

/**
 * Everything that is kept, one member an aggregate, as far as `db` may see it. Cheap to make. `first` are settings of the
 * first start, until the screen decides.
 */
export function createStore({ db, owner, keyring }: StoreDatabase, clock: () => number, first: Partial<Settings> = {}) {
  return {
    alerts: alertStore(db, clock),
    audit: auditStore(db),
    backtests: backtestStore(db, clock),
    batches: batchWriter(db, owner, clock),
    calls: callStore(db, clock),
    callBatches: callBatchWriter(db, owner, clock),
    callLearned: learnedStore(db, 'call_learned'),
    callSettings: callSettingsStore(db, clock),
    callSources: callSourceStore(db, clock),
    callStops: callStopStore(db, clock),
    rateDecks: rateDeckStore(db, clock),
    numberLists: numberListStore(db, clock),
    cursors: cursorStore(db),
    customers: customersStore(db, clock),
    decisions: decisionStore(db, clock),
    events: eventStore(db, clock),
    geo: geoStore(db, clock),
    idempotency: idempotencyStore(db, clock),
    incidents: incidentStore(db),
    holds: holdStore(db, clock),
    keeping: keepingSettingsStore(db),
    learned: learnedStore(db),
    measures: measureStore(db),
    measureSettings: measureSettingsStore(db),
    recoveries: recoveryStore(db),
    onCall: onCallStore(db, clock),
    /** What waits to be delivered, whatever its content is. */
    outbox: <T>() => outboxStore<T>(db),
    overview: overviewStore(db),
    people: peopleStore(db, clock),
    plan: planStore(db, clock),
    sessions: sessionStore(db),
    security: securityStore(db, clock),
    invitations: invitationStore(db, clock),
    brakes: brakeStore(db, clock),
    playbooks: playbookStore(db, clock),
    playbookRuns: runStore(db, clock),
    recipients: recipientStore(db, clock),
    ruleModes: ruleModeStore(db),
    settings: settingsStore(db, clock, first),
    sites: siteStore(db, clock),
    sources: sourceStore(db, clock),
    system: systemStore(db),
    tenants: tenantStore(db, clock),
    tokens: tokenStore(db, clock),
    vault: vaultStore(db, clock, keyring),
  };
}
