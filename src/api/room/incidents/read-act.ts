import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { alertLink } from '../../../core/incident/alert-link.ts';
import type { Incident, IncidentTask } from '../../../core/incident/incident.ts';
import type { IncidentAct } from '../../../core/incident/incident-act.ts';
import { askerOf } from '../../access/asker.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import type { IncidentActForm } from '../../schema/incidents.ts';
import { personOf } from './people.ts';
import { sentences } from './refusals.ts';

/** An act as the desk takes it, and when it happened as far as somebody says. */
export interface ReadAct {
  readonly act: IncidentAct;
  readonly at: number | undefined;
}

/** The zone of who says none. */
const usualZone = 'Europe/Amsterdam';

/**
 * What a form asks for. Tasks that a playbook waits for are answered by `task-answers.ts` first.
 *
 * @throws Problem 400 for people, alerts and zones that are not there, and for a time that has not come yet
 */
export async function readAct(
  request: FastifyRequest,
  deps: ApiDeps,
  incident: Incident,
  form: IncidentActForm,
): Promise<ReadAct> {
  const at = 'at' in form && form.at !== undefined ? Date.parse(form.at) : undefined;
  const done = (act: IncidentAct): ReadAct => ({ act, at });
  switch (form.act) {
    case 'reach':
      return done({ act: 'reach', stage: form.stage });
    case 'skip':
    case 'take-back':
      return done({ act: form.act, stage: form.stage, reason: form.reason });
    case 'reopen':
      return done({ act: 'reopen', reason: form.reason });
    case 'assess':
      return done({ act: 'assess', assessment: form.assessment });
    case 'set-severity':
      return done({ act: 'set-severity', severity: form.severity, reason: form.reason });
    case 'describe': {
      const { act: _act, at: _at, ...facts } = form;
      return done({ act: 'describe', facts });
    }
    case 'impact': {
      const { act: _act, at: _at, since, ...impact } = form;
      await checkCustomers(request, impact.customers, incident);
      return done({ act: 'impact', impact: { ...impact, ...(since !== undefined && { since: Date.parse(since) }) } });
    }
    case 'traits': {
      const { act: _act, at: _at, ...traits } = form;
      return done({ act: 'traits', traits });
    }
    case 'give-role':
      return done({
        act: 'give-role',
        role: form.role,
        person: await personOf(request, incident, form.person, 'person'),
      });
    case 'add-task': {
      const { title, details, role } = form;
      const owner = await personOf(request, incident, form.owner, 'owner');
      return done({
        act: 'add-task',
        task: { id: randomUUID(), title, details, owner, role, due: momentOf(form.due) },
      });
    }
    case 'change-task': {
      const before = taskOf(incident, form.task);
      const { title, role } = form;
      const change = {
        ...(title !== undefined && { title }),
        ...(role !== undefined && { role }),
        ...(form.due !== undefined && { due: momentOf(form.due) }),
        ...(form.owner !== undefined && {
          owner: await personOf(request, incident, form.owner, 'owner', before.owner),
        }),
      };
      return done({ act: 'change-task', id: before.id, change });
    }
    case 'finish-task':
      return done({ act: 'finish-task', id: form.task, evidence: form.evidence });
    case 'fail-task':
      return done({ act: 'fail-task', id: form.task, reason: form.reason, evidence: form.evidence });
    case 'drop-task':
    case 'reopen-task':
      return done({ act: form.act, id: form.task, reason: form.reason });
    case 'add-measure': {
      const { what, until } = form;
      const owner = await personOf(request, incident, form.owner, 'owner');
      const measure = { id: randomUUID(), kind: 'other', decision: '', what, owner, until: momentOf(until) } as const;
      return done({ act: 'add-measure', measure });
    }
    case 'own-measure': {
      const owner = await personOf(request, incident, form.owner, 'owner');
      if (!owner) throw new Problem(400, 'Say who.', 'owner');
      return done({ act: 'own-measure', id: form.measure, owner });
    }
    case 'keep-measure':
      return done({ act: 'keep-measure', id: form.measure, reason: form.reason });
    case 'undo-measure': {
      const measure = incident.measures.find(({ id }) => id === form.measure);
      if (measure && measure.decision !== '') {
        throw sentences(409, [
          {
            nl: 'Deze maatregel staat op het netwerk. Maak haar daar ongedaan, bij de maatregelen.',
            en: 'This measure is on the network. Undo it there, among the measures.',
          },
        ]);
      }
      return done({ act: 'undo-measure', id: form.measure });
    }
    case 'join-alert': {
      const [record] = await request.store.alerts.byIds([form.alert]);
      if (!record) throw new Problem(400, 'There is no such alert.', 'alert');
      const { name } = askerOf(request).by;
      const why = { nl: `toegevoegd door ${name}`, en: `added by ${name}` };
      return done({ act: 'join-alert', alert: alertLink(record.alert, incident.drill), why });
    }
    case 'note': {
      const { kind, internal } = form;
      const read = at === undefined ? await typed(request, deps, form.text, form.timeZone) : { at, text: form.text };
      const text = { nl: read.text, en: read.text };
      return { act: { act: 'add-entry', kind, text, internal }, at: read.at };
    }
    default:
      return form satisfies never;
  }
}

/** What somebody typed, with the time in front of it in their zone. */
async function typed(request: FastifyRequest, deps: ApiDeps, text: string, given: string | undefined) {
  const zone = given ?? (await zoneOf(request));
  if (!isZone(zone)) throw new Problem(400, 'There is no such time zone.', 'timeZone');
  const line = deps.incidentDesk.readLine(text, zone);
  if (!line.ok) throw sentences(400, [line.reason], { code: 'in-the-future' });
  return line.value;
}

async function zoneOf(request: FastifyRequest): Promise<string> {
  const tenants = await request.store.tenants.list();
  return tenants.find(({ id }) => id === 'provider')?.timeZone ?? tenants[0]?.timeZone ?? usualZone;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function taskOf({ tasks }: Incident, id: string): IncidentTask {
  const task = tasks.find((one) => one.id === id);
  if (!task) throw sentences(409, [{ nl: 'Deze taak is er niet.', en: 'There is no such task.' }], { code: 'unknown' });
  return task;
}

async function checkCustomers(
  request: FastifyRequest,
  customers: readonly string[] | undefined,
  { impact }: Incident,
): Promise<void> {
  const known = new Set([...impact.customers, ...(await request.store.tenants.list()).map(({ id }) => id)]);
  if (customers?.some((id) => !known.has(id))) throw new Problem(400, 'There is no such customer.', 'customers');
}

function momentOf(time: string | null): number | undefined {
  return time === null ? undefined : Date.parse(time);
}
