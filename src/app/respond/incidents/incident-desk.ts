import { createHash, randomUUID } from 'node:crypto';
import type {
  Asker,
  IncidentDeskPort,
  IncidentFollower,
  IncidentLetter,
  NewIncidentFile,
  RespondNews,
  SeverityMatrixInForce,
  TimelineWriter,
} from '../../../api/ports/incident-desk.ts';
import type { IncidentOpening, IncidentOutcome } from '../../../api/ports/incidents.ts';
import type { AlertLink } from '../../../core/incident/alert-link.ts';
import { type Incident, incidentLimits } from '../../../core/incident/incident.ts';
import type {
  ActContext,
  IncidentAct,
  IncidentRefusal,
  IncidentWish,
  MovedIncident,
  SplitWish,
  TiedIncidents,
} from '../../../core/incident/incident-act.ts';
import type { IncidentSettings } from '../../../core/incident/incident-settings.ts';
import type { IncidentView, LikeIncident } from '../../../core/incident/incident-view.ts';
import { builtInMatrix, matrixOf } from '../../../core/incident/severity-matrix.ts';
import type { IncidentAttachment, NewIncidentEntry } from '../../../core/incident/timeline.ts';
import { ok, type Result } from '../../../core/result.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Work } from '../../../core/work.ts';
import { actOnIncident } from '../../../respond/incident/act.ts';
import { isLongLetter, letterLines } from '../../../respond/incident/letter-lines.ts';
import { mergeIncidents } from '../../../respond/incident/merge.ts';
import { openFromLetter } from '../../../respond/incident/open-from-letter.ts';
import { openWithAlerts } from '../../../respond/incident/open-incident.ts';
import { plainText } from '../../../respond/incident/plain-text.ts';
import { readLine } from '../../../respond/incident/read-line.ts';
import { similarIncidents } from '../../../respond/incident/similar.ts';
import { splitIncident } from '../../../respond/incident/split.ts';
import { type TimelineFormat, timelineFile } from '../../../respond/incident/timeline-file.ts';
import { viewIncident } from '../../../respond/incident/view.ts';
import { quote } from '../../../respond/incident/words.ts';
import { joinRecoveries } from '../../../respond/measures/recovery.ts';
import type { Store } from '../../../store/store.ts';
import { ownAsker } from '../asker.ts';
import { OneAfterAnother } from './one-after-another.ts';

export interface IncidentDeskParts {
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly tell: (news: RespondNews) => void;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

/** Works out what becomes of incidents, keeps it, and tells those who follow in the order in which it was kept. */
export class IncidentDesk implements IncidentDeskPort {
  readonly #parts: IncidentDeskParts;
  readonly #followers = new Set<IncidentFollower>();
  /** One change at a time in this process, so that followers hear of changes as they came; the store locks for others. */
  readonly #order = new OneAfterAnother();

  constructor(parts: IncidentDeskParts) {
    this.#parts = parts;
  }

  get(id: string, work: Work): Promise<Incident | undefined> {
    return this.#parts.storeOf(work).incidents.get(id);
  }

  follow(follower: IncidentFollower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  async act(id: string, act: IncidentAct, asker: Asker, at?: number, version?: number): Promise<IncidentOutcome> {
    const outcome = await this.actAll(id, [act], asker, at, version);
    if (outcome.ok || asker.work.actor.kind !== 'system') return outcome;
    if (outcome.reason === 'missing' || outcome.reason === 'stale' || outcome.reason.code !== 'over') return outcome;
    const standing = await this.#parts.store.incidents.standing(id);
    return standing === undefined || standing === id ? outcome : this.actAll(standing, [act], asker, at, version);
  }

  /** Several acts as one: all of them or, when one is refused, none. */
  async actAll(
    id: string,
    acts: readonly IncidentAct[],
    asker: Asker,
    at?: number,
    version?: number,
  ): Promise<IncidentOutcome> {
    const matrix = acts.some(({ act }) => act === 'assess') ? (await this.severityMatrix()).matrix : undefined;
    return this.change(
      id,
      (incident, now) => {
        const context: ActContext = { by: asker.by, at: at ?? now, now, matrix };
        let moved: MovedIncident = { incident, entries: [] };
        for (const act of acts) {
          const next = actOnIncident(moved.incident, act, context);
          if (!next.ok) return next;
          moved = { incident: next.value.incident, entries: [...moved.entries, ...next.value.entries] };
        }
        return ok(moved);
      },
      asker,
      version,
    );
  }

  /** What a judge works out. */
  change(
    id: string,
    judge: (incident: Incident, now: number) => Result<MovedIncident, IncidentRefusal>,
    asker: Asker,
    version?: number,
  ): Promise<IncidentOutcome> {
    return this.#order.do(async () => {
      let entries: readonly NewIncidentEntry[] = [];
      const outcome = await this.#parts.storeOf(asker.work).incidents.change(
        id,
        (incident, now) => {
          const moved = judge(incident, now);
          entries = moved.ok ? moved.value.entries : [];
          return moved;
        },
        version,
      );
      if (outcome.ok) this.#tell(outcome.value, entries);
      return outcome;
    });
  }

  async open(
    key: string,
    wish: Omit<IncidentWish, 'id'>,
    alerts: readonly AlertLink[],
    asker: Asker,
    at?: number,
  ): Promise<IncidentOpening> {
    const id = randomUUID();
    const { matrix } = await this.severityMatrix();
    return this.#open(key, asker.work, (now) =>
      openWithAlerts({ ...wish, id }, alerts, { by: asker.by, at: at ?? now, now, matrix }),
    );
  }

  async openByMail(key: string, letter: IncidentLetter): Promise<IncidentOpening> {
    const id = randomUUID();
    const by = writerOf(letter);
    const { tenant = providerTenant, drill = false } = letter;
    const { language } = await this.#parts.store.incidents.settings();
    const opened = await this.#open(key, ownAsker.work, (now) =>
      openFromLetter({ id, tenant, drill, language, key }, letter, { by, at: cameAt(letter, now), now }),
    );
    if (opened.ok) await this.#keepFiles(opened.value.incident.id, key, letter, { ...ownAsker, by });
    return opened;
  }

  async addByMail(id: string, key: string, letter: IncidentLetter): Promise<IncidentOutcome> {
    const by = writerOf(letter);
    const asker: Asker = { ...ownAsker, by };
    const outcome = await this.change(
      id,
      (incident, now) => ok({ incident, entries: letterLines(letter, true, { at: cameAt(letter, now), by, key }) }),
      asker,
    );
    if (outcome.ok) await this.#keepFiles(id, key, letter, asker);
    return outcome;
  }

  /** Files of a letter that are not there yet: a crash may have come between the incident and its files. */
  async #keepFiles(id: string, key: string, letter: IncidentLetter, asker: Asker): Promise<void> {
    const whole = { name: 'mail.txt', mediaType: 'text/plain', content: Buffer.from(plainText(letter.text)) };
    const files = [...(isLongLetter(letter) ? [whole] : []), ...(letter.files ?? [])];
    const known = files.length === 0 ? [] : [...(await this.#parts.store.incidents.attachments(id))];
    for (const [i, { name, mediaType, content }] of files.entries()) {
      const hash = createHash('sha256').update(content).digest('hex');
      const there = known.findIndex((one) => one.name === fileName(name) && one.sha256 === hash);
      if (there >= 0) {
        known.splice(there, 1);
        continue;
      }
      const kept = await this.attach(id, { name, mediaType, internal: false }, pieces(content), asker);
      if (!kept.ok) await this.#notKept(id, `${key}:file:${i}`, name, kept.reason, asker);
    }
  }

  async merge(from: string, into: string, reason: string, asker: Asker): Promise<IncidentOutcome> {
    return this.#order.do(async () => {
      let tied: TiedIncidents | undefined;
      const { incidents } = this.#parts.storeOf(asker.work);
      const outcome = await incidents.merge(
        from,
        into,
        (one, other, now) => {
          const result = mergeIncidents(one, other, reason, { by: asker.by, at: now, now });
          tied = result.ok ? result.value : undefined;
          return result;
        },
        joinRecoveries,
      );
      if (outcome.ok) await this.#tellBoth(from, into, tied!, outcome.value);
      return outcome;
    });
  }

  async split(id: string, wish: Omit<SplitWish, 'id'>, asker: Asker): Promise<IncidentOutcome> {
    return this.#order.do(async () => {
      let tied: TiedIncidents | undefined;
      const made = randomUUID();
      const { incidents } = this.#parts.storeOf(asker.work);
      const outcome = await incidents.split(id, (incident, now) => {
        const result = splitIncident(incident, { ...wish, id: made }, { by: asker.by, at: now, now });
        tied = result.ok ? result.value : undefined;
        return result;
      });
      if (outcome.ok) await this.#tellBoth(id, made, tied!, outcome.value);
      return outcome;
    });
  }

  async attach(
    id: string,
    { name, mediaType, internal }: NewIncidentFile,
    content: AsyncIterable<Uint8Array>,
    asker: Asker,
  ): Promise<Result<IncidentAttachment, 'too-large' | 'empty' | 'no-incident'>> {
    const { incidents } = this.#parts.storeOf(asker.work);
    const file = { name: fileName(name), mediaType, internal };
    const kept = await incidents.receive({ id: randomUUID(), incident: id, ...file, by: asker.by }, content);
    if (!kept.ok) return kept;
    const { id: attachment, size, sha256 } = kept.value;
    const said = await this.act(
      id,
      {
        ...{ act: 'add-entry', kind: 'evidence', internal, about: { kind: 'attachment', id: attachment } },
        text: {
          nl: `Bijlage: “${file.name}”, ${size} bytes, SHA-256 ${sha256}.`,
          en: `Attached: “${file.name}”, ${size} bytes, SHA-256 ${sha256}.`,
        },
      },
      asker,
    );
    return said.ok ? kept : { ok: false, reason: 'no-incident' };
  }

  view(incident: Incident): IncidentView {
    return viewIncident(incident, this.#parts.clock());
  }

  refuses(incident: Incident, act: IncidentAct, at?: number): IncidentRefusal | undefined {
    const now = this.#parts.clock();
    const moved = actOnIncident(incident, act, { by: ownAsker.by, at: at ?? now, now });
    return moved.ok ? undefined : moved.reason;
  }

  async similar(incident: Incident, work: Work): Promise<readonly LikeIncident[]> {
    const earlier = await this.#parts.storeOf(work).incidents.earlier(incident);
    return similarIncidents(incident, earlier).map(({ earlier: one, because }) => {
      const { addresses, networks, accounts, rules, ...like } = one;
      return { ...like, because };
    });
  }

  readLine(typed: string, zone: string) {
    return readLine(typed, zone, this.#parts.clock());
  }

  timelineFile(incident: Incident, format: TimelineFormat, language: 'nl' | 'en'): TimelineWriter {
    return timelineFile(incident, format, language);
  }

  settings(work: Work): Promise<IncidentSettings & { version: number; changedAt: number; changedBy: string }> {
    return this.#parts.storeOf(work).incidents.settings();
  }

  async changeSettings(change: Partial<IncidentSettings>, version: number | undefined, work: Work) {
    const { incidents } = this.#parts.storeOf(work);
    const after = await incidents.changeSettings(change, this.#parts.clock(), version);
    if (after) this.#parts.tell({ what: 'incidents', id: '', tenant: '' });
    return after;
  }

  async severityMatrix(): Promise<SeverityMatrixInForce> {
    const plan = await this.#parts.store.plan.matrixInForce();
    return plan
      ? { edition: plan.edition, matrix: matrixOf(plan.cells) }
      : { edition: undefined, matrix: builtInMatrix };
  }

  /** Puts an alert where the judge says. */
  place(
    alert: AlertLink,
    judge: (candidates: readonly Incident[], now: number) => Result<MovedIncident, IncidentRefusal>,
  ): Promise<IncidentOpening> {
    return this.#order.do(async () => {
      let entries: readonly NewIncidentEntry[] = [];
      const opening = await this.#parts.store.incidents.place(alert, (candidates, now) => {
        const moved = judge(candidates, now);
        entries = moved.ok ? moved.value.entries : [];
        return moved;
      });
      if (opening.ok) this.#tell(opening.value.incident, entries);
      return opening;
    });
  }

  /** Something of an incident changed that is no act: what it costs. */
  moved({ id, tenant }: Pick<Incident, 'id' | 'tenant'>): void {
    this.#parts.tell({ what: 'incidents', id, tenant: tenant === providerTenant ? '' : tenant });
  }

  /** Resolves when all that was asked is kept. */
  idle(): Promise<void> {
    return this.#order.idle();
  }

  #open(
    key: string,
    work: Work,
    judge: (now: number) => Result<MovedIncident, IncidentRefusal>,
  ): Promise<IncidentOpening> {
    return this.#order.do(async () => {
      let entries: readonly NewIncidentEntry[] = [];
      const opening = await this.#parts.storeOf(work).incidents.open(key, (now) => {
        const moved = judge(now);
        entries = moved.ok ? moved.value.entries : [];
        return moved;
      });
      if (opening.ok && opening.value.isNew) this.#tell(opening.value.incident, entries);
      return opening;
    });
  }

  async #tellBoth(from: string, to: string, { entries }: TiedIncidents, kept: Incident): Promise<void> {
    const left = await this.#parts.store.incidents.get(from);
    if (left) this.#tell(left, entries[from] ?? []);
    this.#tell(kept, entries[to] ?? []);
    // What was asked of the network went along.
    for (const { id, tenant } of left ? [left, kept] : [kept])
      this.#parts.tell({ what: 'measures', id, tenant: tenant === providerTenant ? '' : tenant });
  }

  #tell(incident: Incident, entries: readonly NewIncidentEntry[]): void {
    this.moved(incident);
    for (const follower of this.#followers) {
      try {
        follower(incident, entries);
      } catch (error) {
        this.#parts.log(`somebody who follows incident ${incident.number} stumbled: ${(error as Error).message}`);
      }
    }
  }

  async #notKept(id: string, key: string, name: string, why: string, asker: Asker): Promise<void> {
    const file = quote(plainText(name), incidentLimits.title);
    const because =
      why === 'too-large'
        ? { nl: 'groter dan 50 MB', en: 'larger than 50 MB' }
        : why === 'empty'
          ? { nl: 'leeg', en: 'empty' }
          : { nl: 'het incident is er niet meer', en: 'the incident is gone' };
    await this.act(
      id,
      {
        ...{ act: 'add-entry', kind: 'note', internal: false, key },
        text: {
          nl: `Een bijlage bij de e-mail is niet bewaard: “${file}” (${because.nl}).`,
          en: `A file with the mail was not kept: “${file}” (${because.en}).`,
        },
      },
      asker,
    );
  }
}

function writerOf({ from }: IncidentLetter) {
  return { id: 'mail', name: quote(plainText(from), 200) };
}

/** When a letter came; a clock that is ahead says no more than now. */
function cameAt({ at }: IncidentLetter, now: number): number {
  return Number.isSafeInteger(at) && at > 0 ? Math.min(at, now) : now;
}

/** The name of a file as it is kept: on one line, without signs that hide or turn it around. */
function fileName(name: string): string {
  return quote(plainText(name), 200) || 'file';
}

async function* pieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
