import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type {
  GeoAttackShare,
  GeoReviewFacts,
  GeoReviewRecord,
  GeoSuggestionKind,
  GeoSuggestionRecord,
  NewGeoReview,
} from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';

interface ReviewRow {
  id: string;
  at: number;
  owner: string;
  due_on: string;
  state: 'open' | 'done';
  attack_shares: (Omit<GeoAttackShare, 'packets' | 'packetShare'> & Partial<GeoAttackShare>)[];
  facts: GeoReviewFacts | null;
}

interface SuggestionRow {
  id: string;
  review: string;
  tenant: string;
  kind: GeoSuggestionKind;
  sentence_nl: string;
  sentence_en: string;
  about: string;
  evidence: Text[];
  decision: GeoSuggestionRecord['decision'];
  decided_by: string;
  decided_at: number | null;
  note: string;
}

/** Whether all is still right: what was found, and what people decided about it. */
export function geoReviewStore(db: Db, clock: () => number) {
  const read = async (rest: RawBuilder<unknown>): Promise<readonly GeoReviewRecord[]> => {
    const { rows: reviews } = await sql<ReviewRow>`select * from geo_review ${rest}`.execute(db);
    const { rows } = await sql<SuggestionRow>`select * from geo_suggestion
      where review = any(${reviews.map(({ id }) => id)}::text[]) order by tenant, kind, about, id`.execute(db);
    const of = Map.groupBy(rows, ({ review }) => review);
    return reviews.map(({ id, at, owner, due_on, state, attack_shares, facts }) => ({
      ...{ id, at, owner, dueOn: due_on, state, facts: facts ?? undefined },
      attackShares: attack_shares.map(({ packets, packetShare, ...share }) => ({ ...share, packets, packetShare })),
      suggestions: (of.get(id) ?? []).map(suggestion),
    }));
  };
  const get = async (id: string) => (await read(sql`where id = ${id}`))[0] as GeoReviewRecord | undefined;

  return {
    get,

    /** Newest first, at most 60. */
    list: (): Promise<readonly GeoReviewRecord[]> => read(sql`order by at desc, id desc limit 60`),

    /** One without a suggestion is done at once. */
    async insert({ at, owner, dueOn, attackShares, facts, suggestions }: NewGeoReview): Promise<GeoReviewRecord> {
      const id = randomUUID();
      await db.transaction().execute(async (tx) => {
        await sql`insert into geo_review (id, tenant, at, owner, due_on, state, attack_shares, facts) values (${id}, ${providerTenant},
          ${at}, ${storableText(owner, 200)}, ${dueOn}, ${suggestions.length > 0 ? 'open' : 'done'},
          ${storableJson(attackShares)}::jsonb, ${facts ? storableJson(facts) : null}::jsonb)`.execute(tx);
        for (const { kind, tenant, sentence, about, evidence } of suggestions)
          await sql`insert into geo_suggestion (id, review, tenant, kind, sentence_nl, sentence_en, about, evidence)
            values (${randomUUID()}, ${id}, ${tenant}, ${kind}, ${storableText(sentence.nl, 1000)}, ${storableText(sentence.en, 1000)},
              ${storableText(about, 300)}, ${storableJson(evidence)}::jsonb)`.execute(tx);
      });
      return (await get(id))!;
    },

    /** Records a decision; once all are decided the review is done, `later` keeps it open. Undefined when there is no such suggestion. */
    async decide(
      id: string,
      decision: 'accepted' | 'rejected' | 'later',
      by: string,
      note: string,
    ): Promise<GeoSuggestionRecord | undefined> {
      return db.transaction().execute(async (tx) => {
        const { rows } =
          await sql<SuggestionRow>`update geo_suggestion set decision = ${decision}, decided_by = ${storableText(by, 200)},
          decided_at = ${clock()}, note = ${storableText(note, 1000)} where id = ${id} returning *`.execute(tx);
        if (!rows[0]) return undefined;
        await sql`update geo_review set state = case when exists (select from geo_suggestion
            where review = ${rows[0].review} and decision in ('', 'later')) then 'open' else 'done' end
          where id = ${rows[0].review}`.execute(tx);
        return suggestion(rows[0]);
      });
    },

    /** Newest decision about each thing since a time (ms). */
    async decided(since: number): Promise<readonly GeoSuggestionRecord[]> {
      const { rows } = await sql<SuggestionRow>`select distinct on (kind, about, tenant) * from geo_suggestion
        where decision <> '' and decided_at >= ${since} order by kind, about, tenant, decided_at desc`.execute(db);
      return rows.map(suggestion);
    },
  };
}

function suggestion(row: SuggestionRow): GeoSuggestionRecord {
  const {
    id,
    review,
    tenant,
    kind,
    sentence_nl,
    sentence_en,
    about,
    evidence,
    decision,
    decided_by,
    decided_at,
    note,
  } = row;
  return {
    ...{ id, review, tenant, kind, about, evidence, decision, note },
    sentence: { nl: sentence_nl, en: sentence_en },
    decidedBy: decided_by,
    decidedAt: decided_at ?? undefined,
  };
}
