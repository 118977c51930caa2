import { sql } from 'kysely';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentRefusal, MovedIncident, TiedIncidents } from '../../core/incident/incident-act.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import { moveMeasures } from '../measures/measures.ts';
import { moveRecovery, type RecoveryJoin } from '../measures/recoveries.ts';
import type { Db } from '../postgres.ts';
import { storableInteger } from '../storable.ts';
import { attachmentStore } from './attachments.ts';
import { candidatesOf, incidentReads } from './find-incidents.ts';
import { incidentNames } from './incident-names.ts';
import { incidentSettingsStore } from './incident-settings.ts';
import { networkFacts } from './network-facts.ts';
import {
  AlertTaken,
  addEntries,
  carryEntries,
  databaseNow,
  insertIncident,
  lockIncident,
  updateIncident,
} from './save-incident.ts';
import { timelineStore } from './timeline.ts';
import { unplacedAlerts } from './unplaced-alerts.ts';

/** Works out what becomes of an incident; `now` is the clock of the database. Pure: it may be asked again. */
export type IncidentJudge = (incident: Incident, now: number) => Result<MovedIncident, IncidentRefusal>;

/** What became of a wish: kept, refused with reasons, `missing`, or `stale`: somebody else changed it since. */
export type IncidentOutcome = Result<Incident, IncidentRefusal | 'missing' | 'stale'>;

/** Incidents. Every act works on the newest state under a lock of the incident, so of two people neither loses what they did. */
export function incidentStore(db: Db) {
  /** All of it or nothing; an alert that is somewhere else refuses all. */
  const whole = async <T>(work: (tx: Db) => Promise<T>): Promise<T | typeof taken> => {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (error instanceof AlertTaken) return taken;
      throw error;
    }
  };
  const find = (tx: Db, tenant: string, key: string) =>
    sql<{ id: string }>`select id from incident where tenant = ${tenant} and opened_key = ${key}`
      .execute(tx)
      .then(({ rows }) => rows[0]?.id);
  const make = async (tx: Db, { incident, entries }: MovedIncident, key: string, now: number) => {
    const made = await insertIncident(tx, incident, key, now);
    if (made) await addEntries(tx, made, entries);
    return made;
  };

  return {
    ...incidentReads(db),
    ...timelineStore(db),
    ...attachmentStore(db),
    ...incidentNames(db),
    ...incidentSettingsStore(db),
    ...unplacedAlerts(db),
    ...networkFacts(db),

    now: () => databaseNow(db),

    /**
     * Opens an incident once for a `key` ('' : every time): asked again it resolves with the one there is, `isNew` false. Keys:
     * `alert:<id>`, `mail:<message id>`, `api:<caller>:<key>`.
     */
    async open(
      key: string,
      judge: (now: number) => Result<MovedIncident, IncidentRefusal>,
    ): Promise<Result<{ readonly incident: Incident; readonly isNew: boolean }, IncidentRefusal>> {
      return whole(async (tx) => {
        const now = await databaseNow(tx);
        const moved = judge(now);
        if (!moved.ok) return moved;
        const made = await make(tx, moved.value, key, now);
        if (made) return ok({ incident: made, isNew: true });
        const known = await find(tx, moved.value.incident.tenant, key);
        return ok({ incident: (await lockIncident(tx, known!))!, isNew: false });
      });
    },

    /** Changes an incident. `version`, when given, has to be the newest. */
    async change(id: string, judge: IncidentJudge, version?: number): Promise<IncidentOutcome> {
      return whole(async (tx): Promise<IncidentOutcome> => {
        const before = await lockIncident(tx, id);
        if (!before) return refused('missing');
        if (version !== undefined && before.version !== version) return refused('stale');
        const now = await databaseNow(tx);
        const moved = judge(before, now);
        if (!moved.ok) return moved;
        const after = await updateIncident(tx, before, moved.value.incident, now);
        await addEntries(tx, after, moved.value.entries);
        return ok(after);
      });
    },

    /**
     * Puts an alert where it belongs: `judge` gets the incidents it may be part of, and gives one of them back as it becomes, or a
     * new one (number 0). Alerts of a customer are placed one after the other, so that two of one attack open one incident.
     */
    async place(
      alert: AlertLink,
      judge: (candidates: readonly Incident[], now: number) => Result<MovedIncident, IncidentRefusal>,
    ): Promise<Result<{ readonly incident: Incident; readonly isNew: boolean }, IncidentRefusal>> {
      return whole(async (tx) => {
        await sql`select pg_advisory_xact_lock(${placing}, hashtext(${alert.tenant}))`.execute(tx);
        const ids = (await candidatesOf(tx, alert)).map(({ id }) => id).sort();
        const candidates: Incident[] = [];
        for (const id of ids) {
          const locked = await lockIncident(tx, id);
          if (locked) candidates.push(locked);
        }
        const now = await databaseNow(tx);
        const moved = judge(candidates, now);
        if (!moved.ok) return moved;
        const before = candidates.find(({ id }) => id === moved.value.incident.id);
        if (before) {
          const after = await updateIncident(tx, before, moved.value.incident, now);
          await addEntries(tx, after, moved.value.entries);
          return ok({ incident: after, isNew: false });
        }
        const key = `alert:${alert.alert}`;
        const made = await make(tx, moved.value, key, now);
        if (made) return ok({ incident: made, isNew: true });
        return ok({ incident: (await lockIncident(tx, (await find(tx, alert.tenant, key))!))!, isNew: false });
      });
    },

    /** Makes one incident part of another, with what was asked of the network and its way back; resolves with the other. */
    async merge(
      from: string,
      into: string,
      judge: (from: Incident, into: Incident, now: number) => Result<TiedIncidents, IncidentRefusal>,
      join: RecoveryJoin,
    ): Promise<IncidentOutcome> {
      return whole(async (tx): Promise<IncidentOutcome> => {
        // Always in one order, so that two who merge crosswise do not wait for each other.
        const locked = new Map<string, Incident | undefined>();
        for (const id of [from, into].sort()) locked.set(id, await lockIncident(tx, id));
        const [one, other] = [locked.get(from), locked.get(into)];
        if (!one || !other) return refused('missing');
        const now = await databaseNow(tx);
        const tied = judge(one, other, now);
        if (!tied.ok) return tied;
        const { incidents, entries, tie } = tied.value;
        const left = await updateIncident(tx, one, incidents[0], now);
        const kept = await updateIncident(tx, other, incidents[1], now);
        await carryEntries(tx, tie);
        await sql`update incident_attachment set incident = ${into}, came_from = case when came_from = '' then ${from} else came_from end
          where incident = ${from}`.execute(tx);
        await moveMeasures(tx, from, into);
        await moveRecovery(tx, from, kept, join);
        await addEntries(tx, left, entries[from] ?? []);
        await addEntries(tx, kept, entries[into] ?? []);
        return ok(kept);
      });
    },

    /** Takes a part of an incident out into a new one; resolves with the new one. */
    async split(
      id: string,
      judge: (incident: Incident, now: number) => Result<TiedIncidents, IncidentRefusal>,
    ): Promise<IncidentOutcome> {
      return whole(async (tx): Promise<IncidentOutcome> => {
        const before = await lockIncident(tx, id);
        if (!before) return refused('missing');
        const now = await databaseNow(tx);
        const tied = judge(before, now);
        if (!tied.ok) return tied;
        const { incidents, entries, tie } = tied.value;
        // First what goes out, since an alert is part of one incident at a time.
        const left = await updateIncident(tx, before, incidents[0], now);
        const made = (await insertIncident(tx, incidents[1], '', now))!;
        await carryEntries(tx, tie);
        await moveMeasures(
          tx,
          left.id,
          made.id,
          made.measures.map((measure) => measure.id),
        );
        await addEntries(tx, left, entries[left.id] ?? []);
        await addEntries(tx, made, entries[made.id] ?? []);
        return ok(made);
      });
    },

    /** Money at risk as last worked out, micro-euro; no line of the timeline and no new version. */
    async setExposure(id: string, microEuro: number, at: number): Promise<void> {
      const amount = Math.max(0, storableInteger(microEuro));
      await sql`update incident set exposure_now = ${amount}::bigint, exposure_most = greatest(exposure_most, ${amount}::bigint),
        exposure_at = ${at}::bigint where id = ${id} and exposure_at <= ${at}::bigint`.execute(db);
    },
  };
}

/** First number of the locks under which alerts are placed; the second is of the customer. */
const placing = 0x696e6369;

const taken = refused<IncidentRefusal>({
  code: 'not-together',
  texts: [
    {
      nl: 'Een van de meldingen hoort al bij een ander incident.',
      en: 'One of the alerts belongs to another incident already.',
    },
  ],
});
