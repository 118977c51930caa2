import { holderOf, type Incident, incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import { ok, type Result } from '../../core/result.ts';
import { refuse } from './refuse.ts';
import { quote, roleWords } from './words.ts';

/** Gives a role to somebody, or to nobody; who held it when stays. */
export function giveRole(
  incident: Incident,
  { role, person }: Extract<IncidentAct, { readonly act: 'give-role' }>,
  { at, by }: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  const held = holderOf(incident, role);
  const name = roleWords[role];
  if (held?.id === person?.id) {
    return refuse(
      'already',
      person
        ? { nl: `${quote(person.name)} is al ${name.nl}.`, en: `${quote(person.name)} is ${name.en} already.` }
        : { nl: `Er is geen ${name.nl}.`, en: `There is no ${name.en}.` },
    );
  }
  if (incident.roles.length >= incidentLimits.roles) {
    return refuse('too-many', { nl: 'Rollen zijn te vaak gewisseld.', en: 'Roles changed hands too often.' });
  }
  const ended = incident.roles.map((holding) =>
    holding.role === role && holding.until === undefined ? { ...holding, until: Math.max(at, holding.from) } : holding,
  );
  const before = held ? quote(held.name) : '';
  const text = person
    ? {
        nl: `${quote(person.name)} is nu ${name.nl}${before && `, in plaats van ${before}`}.`,
        en: `${quote(person.name)} is now ${name.en}${before && `, instead of ${before}`}.`,
      }
    : { nl: `${before} is geen ${name.nl} meer.`, en: `${before} is no longer ${name.en}.` };
  return ok({
    incident: {
      ...incident,
      roles: person ? [...ended, { role, person, from: at, until: undefined }] : ended,
    },
    entries: [{ kind: 'action', at, by, text, internal: false }],
  });
}
