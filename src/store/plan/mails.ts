import { sql } from 'kysely';
import type { PlanMail, PlanMailKind, PlanMailOutcome } from '../../core/plan/plan-records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';

interface Row {
  id: string;
  kind: PlanMailKind;
  edition: number;
  about: string;
  to_address: string;
  at: number;
  state: Exclude<PlanMailOutcome['state'], 'past'> | null;
  error: string | null;
  ended_at: number | null;
}

/** Mails about the plan. What became of one is known as long as the outbox keeps it. */
export function planMailStore(db: Db) {
  return {
    async mailed({ id, kind, edition, about, to, at }: PlanMail): Promise<boolean> {
      const { rows } = await sql`insert into plan_mail (id, tenant, kind, edition, about, to_address, at)
        values (${storableText(id, 200)}, ${providerTenant}, ${kind}, ${edition}, ${storableText(about, 200)},
          ${storableText(to, 254)}, ${at}) on conflict (id) do nothing returning 1`.execute(db);
      return rows.length > 0;
    },

    async wasMailed(id: string): Promise<boolean> {
      const { rows } =
        await sql`select 1 from plan_mail where tenant = ${providerTenant} and id = ${storableText(id, 200)}`.execute(
          db,
        );
      return rows.length > 0;
    },

    async mails(kind: PlanMailKind): Promise<readonly PlanMailOutcome[]> {
      const { rows } = await sql<Row>`select m.*, o.state, o.error, o.ended_at from plan_mail m
        left join outbox o on o.id = m.id where m.tenant = ${providerTenant} and m.kind = ${kind}
        order by m.at desc, m.id limit 100`.execute(db);
      return rows.map(({ to_address, state, error, ended_at, ...row }) => ({
        ...{ id: row.id, kind: row.kind, edition: row.edition, about: row.about, at: row.at, to: to_address },
        ...{ state: state ?? 'past', error: error ?? '', endedAt: ended_at ?? undefined },
      }));
    },
  };
}
