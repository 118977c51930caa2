import type { PlanDeskPort } from '../../../api/ports/plan.ts';
import type { Incident, MeasureKind } from '../../../core/incident/incident.ts';
import { draftPlan } from '../../../core/plan/plan-acts.ts';
import { standingReviews } from '../../../core/plan/standing-reviews.ts';
import { ok } from '../../../core/result.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Work } from '../../../core/work.ts';
import { checklistForm } from '../../../respond/plan/plan-files.ts';
import { planTemplate } from '../../../respond/plan/template/plan-template.ts';
import type { Store } from '../../../store/store.ts';
import { ownAsker } from '../asker.ts';
import type { RespondParts } from '../respond-parts.ts';
import { checklistOfIncident } from './checklist-of-incident.ts';
import type { MeasuresKnown } from './measures-on-checklist.ts';
import { fileMakerName, makePlanFile, type PlanFile, planFileNames } from './plan-files-of.ts';
import { PlanMailer } from './plan-mailer.ts';

const roundMs = 60_000;

export interface PlanDesk extends PlanDeskPort {
  stop(): Promise<void>;
}

/** Begins with the template where nobody has a plan yet, makes its files, and mails copies and reminders. */
export async function startPlan(parts: RespondParts): Promise<PlanDesk> {
  const { store, config, clock, log } = parts;
  const timeZone = config.time_zone;
  const mailer = new PlanMailer({ ...parts, timeZone });
  parts.messenger.files.maker(fileMakerName, async (what) => {
    const [id, file] = what.split('/');
    const plan = (await store.plan.editions()).find((one) => one.id === id);
    const known = plan && planFileNames(plan).find((one) => one.what === file);
    return plan && known && makePlanFile(plan, known.what as PlanFile, clock(), timeZone);
  });

  let stopped = false;
  let working: Promise<void> | undefined;
  let again = false;
  /** One at a time; what changes while one works is seen by the next. */
  const round = (): Promise<void> => {
    again = working !== undefined;
    working ??= (async () => {
      await begin(store);
      await mailer.round();
    })()
      .catch((error: Error) => log(`the plan waits until the database answers: ${error.message}`))
      .finally(() => {
        working = undefined;
        if (again && !stopped) void round();
      });
    return working;
  };
  const timer = setInterval(() => void round(), roundMs);
  void round();
  const tell = (edition: number) => parts.tell({ what: 'plan', id: String(edition), tenant: '' });
  const reviews = async () => {
    const plan = (await store.plan.inForce()) ?? (await store.plan.open());
    return plan ? standingReviews(plan, await store.plan.reviewsDone(), mailer.today()) : [];
  };

  return {
    // Whoever looks before the first round would find no plan.
    ready: () => begin(store, true),
    template: planTemplate,
    file: (plan, kind) => makePlanFile(plan, kind, clock(), timeZone),
    async checklist(language, incident, work) {
      const plan = (await store.plan.inForce()) ?? (await store.plan.open());
      const organisation = plan?.inForce ? plan.organisation : '';
      if (incident === '') return checklistForm(language, organisation);
      const seen = parts.storeOf(work);
      const found = await seen.incidents.get(incident);
      if (!found) return undefined;
      const customer = await customerNames(parts, work);
      const measures = await measuresKnown(found, seen);
      const answers = checklistOfIncident(found, measures, { language, timeZone, customer });
      return checklistForm(language, organisation, answers);
    },
    reviews,
    async reviewDone(id, by, note) {
      const found = (await reviews()).find(({ review }) => review.id === id);
      if (!found || found.dueOn === '') return false;
      await store.plan.reviewDone({ review: id, dueOn: found.dueOn, doneOn: mailer.today(), by, note });
      tell(0);
      return true;
    },
    copyState: () => mailer.copyState(),
    async sendCopy() {
      const hindrance = await mailer.sendNow();
      tell(0);
      return hindrance;
    },
    changed(edition) {
      tell(edition);
      if (!stopped) void round();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await working;
    },
  };
}

/** Edition 1, from the template, in the language of the first owner. Written by nobody of the team. */
async function begin({ plan, people }: Store, evenAlone = false): Promise<void> {
  if ((await plan.editions()).length > 0) return;
  const owners = (await people.list()).filter(({ tenant, role }) => tenant === providerTenant && role === 'owner');
  const first = owners.toSorted((a, b) => a.createdAt - b.createdAt)[0];
  if (!first && !evenAlone) return;
  const hand = { by: ownAsker.by.id, name: ownAsker.by.name };
  await plan.begin(hand, (id) => ok(draftPlan(id, planTemplate(first?.language ?? 'nl'), hand.by)));
}

/** Most measures of an incident that are asked for. */
const mostMeasures = 1_000;

async function measuresKnown({ id, measures }: Incident, store: Store): Promise<MeasuresKnown> {
  const idsOf = (kind: MeasureKind) => measures.flatMap((one) => (one.kind === kind ? one.decision || [] : []));
  const [{ items: records }, stops, attacks] = await Promise.all([
    store.measures.list({ incident: id, limit: mostMeasures }),
    store.callStops.byIds(idsOf('stop')),
    Promise.all(idsOf('attack-mode').map((attack) => store.geo.attacks.get(attack))),
  ]);
  return {
    records,
    stops: stops.map(({ stop }) => stop),
    attacks: attacks.flatMap((found) => found ?? []),
  };
}

async function customerNames({ storeOf }: RespondParts, work: Work): Promise<(tenant: string) => string> {
  const names = new Map((await storeOf(work).tenants.list()).map(({ id, name }) => [id, name]));
  return (tenant) => names.get(tenant) ?? tenant;
}
