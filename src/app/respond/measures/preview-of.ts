import type { Asker } from '../../../api/ports/incident-desk.ts';
import { iso } from '../../../api/present/instant.ts';
import type { MeasureCarrier, MeasureNote, MeasurePreviewWire } from '../../../api/schema/measures.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { Text } from '../../../core/text.ts';
import { manualRefusal } from '../../../decide/guards.ts';
import { guardSentence, notes, plainText } from '../../../respond/measures/preview-words.ts';
import type { MeasurePart, ReadMeasure } from '../../../respond/measures/read-measure.ts';
import { refusingPolicy } from './carriers/policy-carrier.ts';
import { carriersNow } from './carriers-now.ts';
import type { MeasureParts } from './measure-parts.ts';
import { callsOf } from './order-of.ts';

/** Rows of each list that are shown. */
const shown = 50;

interface Touched {
  addresses: string;
  accounts: { tenant: string; account: string; address: string }[];
  customers: Set<string>;
  refusesLastHour: number | null;
  notes: MeasureNote[];
}

/** What a measure would touch, who would carry it out, and which guards refuse it. */
export async function previewOf(
  parts: MeasureParts,
  read: ReadMeasure,
  incident: Incident,
  asker: Asker,
  approval: Text | undefined,
): Promise<MeasurePreviewWire> {
  const { store, calls, clock } = parts;
  const touched: Touched = { addresses: '', accounts: [], customers: new Set(), refusesLastHour: null, notes: [] };
  if (read.tenant !== 'provider') touched.customers.add(read.tenant);
  for (const part of read.parts) await look(part, parts, read, incident, asker, touched);
  const ofCalls = read.parts.find(({ kind }) => kind === 'stop' || kind === 'hang-up' || kind === 'divert');
  const running = ofCalls ? await calls().steering.running(read.tenant) : [];
  if (running === undefined) touched.notes.push(notes.callsUnknown);
  const hit = ofCalls ? callsOf(ofCalls, running ?? []) : [];
  const reachable = new Set(
    calls()
      .steering.pbxs(read.tenant)
      .flatMap(({ id, hangsUp }) => (hangsUp ? [id] : [])),
  );
  const emergencyCalls = (running ?? []).filter(({ emergency }) => emergency).length;
  const carriers: MeasureCarrier[] = await carriersNow(parts, read);
  if (!carriers.some(({ real }) => real)) touched.notes.push(notes.nobodyCarriesOut);
  if (ofCalls?.kind === 'divert') touched.notes.push(notes.runningStay);
  if (ofCalls?.kind === 'hang-up' && hit.length === 0) touched.notes.push(notes.noSuchCalls);
  const names = new Map((await store.tenants.list()).map(({ id, name }) => [id, name]));
  const customers = [...touched.customers].map((id) => ({ id, name: names.get(id) ?? id }));
  return {
    sentence: read.sentence,
    button: read.button,
    addresses: touched.addresses,
    customers: customers.slice(0, shown),
    customersTotal: customers.length,
    accounts: touched.accounts.slice(0, shown),
    accountsTotal: touched.accounts.length,
    calls: hit.slice(0, shown).map(({ id, from, dialled, country, start, at }) => ({
      ...{ id, from: plainText(from), to: plainText(dialled), country, since: iso(Math.min(start, clock())) },
      reachable: at.some(({ source }) => reachable.has(source)),
    })),
    callsTotal: hit.length,
    emergencyCalls,
    refusesLastHour: touched.refusesLastHour,
    carriers,
    notes: touched.notes,
    refused: touched.notes.some(({ kind }) => kind === 'refusal'),
    approval: approval ?? null,
  };
}

async function look(
  part: MeasurePart,
  { store, blocks, geo, clock }: MeasureParts,
  read: ReadMeasure,
  incident: Incident,
  { by, work }: Asker,
  touched: Touched,
): Promise<void> {
  const caller = { address: work.actor.address, name: work.actor.name };
  if (part.kind === 'block') {
    const wish = {
      value: part.value,
      durationS: read.lastsMs / 1000,
      reason: read.reason,
      tenant: read.tenant,
      author: by.id,
      work,
    };
    const preview = await blocks().preview(wish);
    if (!preview) return;
    touched.addresses = preview.addresses;
    const held = manualRefusal(preview.guards);
    for (const result of preview.guards)
      if (!result.passed)
        touched.notes.push({
          kind: result === held ? 'refusal' : 'warning',
          sentence: guardSentence(result.guard, result.detail),
        });
    for (const { tenant, userName, sourceIp } of preview.activeAccounts) {
      touched.accounts.push({ tenant, account: plainText(userName), address: sourceIp });
      touched.customers.add(tenant);
    }
    return;
  }
  if (part.kind === 'attack-mode' || part.kind === 'policy') {
    const from = clock();
    const until = from + read.lastsMs;
    const services =
      part.kind === 'attack-mode' && part.mode === 'management-closed'
        ? []
        : (['registration', 'calls-in', 'web', 'ssh', 'provisioning'] as const);
    const { cuts, cutsTotal, refuses, faults } =
      part.kind === 'attack-mode'
        ? {
            ...(await geo().desk.previewAttack(
              {
                id: 'preview',
                kind: part.mode,
                scope: part.scope,
                services,
                countries: part.countries,
                from,
                until,
                author: by.id,
                reason: '',
                alert: '',
              },
              caller,
            )),
            faults: [],
          }
        : {
            ...(await geo().desk.check(
              refusingPolicy(part.subject, '', by.name, { until, incident: incident.number }),
              '',
              caller,
            )),
            refuses: undefined,
          };
    for (const { sentence } of faults) touched.notes.push({ kind: 'refusal', sentence });
    const cut = cuts.filter(({ guarded }) => !guarded);
    if (cut.some(({ kind }) => kind === 'session')) touched.notes.push(notes.cutsYou);
    for (const { kind, tenant, name, address } of cut) {
      if (tenant !== '' && tenant !== 'provider') touched.customers.add(tenant);
      if (kind === 'phone') touched.accounts.push({ tenant, account: plainText(name), address });
    }
    const others = cutsTotal - cuts.filter(({ kind, guarded }) => kind === 'phone' || guarded).length;
    if (others > 0) touched.notes.push(notes.cutsOthers(others));
    if (refuses) touched.refusesLastHour = refuses.good + refuses.failed + refuses.attack;
    return;
  }
  if (part.kind === 'stop' && part.payer !== '') {
    const { items } = await store.customers.listPart(part.tenant, 'accounts', { q: part.payer, limit: 50 });
    for (const { name } of items)
      if (name === part.payer) touched.accounts.push({ tenant: part.tenant, account: plainText(name), address: '' });
  }
}
