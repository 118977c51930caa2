import { isCustomerRole, type Role, roles } from '../../../core/access.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { EscalationWorld } from '../../../core/on-call/escalation.ts';
import type { EscalationTarget } from '../../../core/on-call/escalation-policy.ts';
import type { ResponderRecord } from '../../../core/on-call/records.ts';
import type { ContactWay, Responder } from '../../../core/on-call/responder.ts';
import type { Schedule } from '../../../core/on-call/schedule.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { EscalationNames } from '../../../respond/on-call/effect-sentence.ts';
import type { Store } from '../../../store/store.ts';
import type { ChannelNeeds } from './channel-needs.ts';

/** What all of the own telephone platform is called in what a way depends on. */
export const platform = 'platform';

/** Somebody of the provider who can be asked. */
export interface KnownResponder extends Responder {
  readonly role: Role;
  readonly email: string;
  /** As they wrote them; `ways` says besides what of ours each channel needs. */
  readonly ownWays: readonly ContactWay[];
  /** What they wrote; undefined: mail to the address they sign in with is their only way. */
  readonly record: ResponderRecord | undefined;
}

/** Everybody and everything that has to do with being on call, as it is now. */
export interface Directory {
  readonly people: ReadonlyMap<string, KnownResponder>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** Persons by role; roles of the provider only. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** Names of customers, and of what of them is watched. */
  readonly names: ReadonlyMap<string, string>;
  readonly timeZone: string;
  readonly needs: ChannelNeeds;
}

/** Ways that depend on what their channel goes through, too. */
export function withNeeds(ways: readonly ContactWay[], needs: ChannelNeeds): readonly ContactWay[] {
  return ways.map((way) => {
    const more = needs.get(way.channel) ?? [];
    return more.length === 0 ? way : { ...way, dependsOn: [...new Set([...way.dependsOn, ...more])] };
  });
}

/** Reads it. `needs`: systems of ours that each channel goes through. */
export async function readDirectory(store: Store, timeZone: string, needs: ChannelNeeds): Promise<Directory> {
  const [people, records, schedules, tenants, assets] = await Promise.all([
    store.people.list(),
    store.onCall.responders.list(),
    store.onCall.rosters.list(),
    store.tenants.list(),
    store.tenants.assets(),
  ]);
  const recordOf = new Map(records.map((record) => [record.id, record]));
  const known = people
    .filter(({ tenant, state }) => tenant === providerTenant && state === 'active')
    .map(({ id, name, email, role, language }): KnownResponder => {
      const record = recordOf.get(id);
      const form = record ?? usualForm(email, timeZone);
      return {
        ...{ id, name, email, role, record, language: language ?? 'nl', zone: form.zone, ownWays: form.ways },
        ways: withNeeds(form.ways, needs),
        ...{ rules: form.rules, quiet: form.quiet, absences: form.absences },
      };
    });
  const ofProvider = roles.filter((role) => !isCustomerRole(role));
  return {
    people: new Map(known.map((person) => [person.id, person])),
    schedules: new Map(schedules.map((schedule) => [schedule.id, schedule])),
    roles: new Map(
      ofProvider.map((role) => [role, known.filter((person) => person.role === role).map(({ id }) => id)]),
    ),
    names: new Map([
      ...assets.map(({ id, name }) => [id, name] as const),
      ...tenants.map((t) => [t.id, t.name] as const),
    ]),
    timeZone,
    needs,
  };
}

/** How somebody is reached who said nothing about it. */
export function usualForm(email: string, zone: string) {
  const mail = { id: 'mail', channel: 'mail' as const, address: email, dependsOn: [] };
  return { zone, ways: email ? [mail] : [], rules: {}, quiet: '', absences: [] };
}

/** What of the directory an escalation of this incident works with. In a drill nobody is asked but those who hold a role in it. */
export function worldOf(directory: Directory, incident: Incident): EscalationWorld {
  const { schedules, roles: byRole } = directory;
  const inDrill = incident.drill ? new Set(participantsOf(incident)) : undefined;
  const people = inDrill ? new Map([...directory.people].filter(([id]) => inDrill.has(id))) : directory.people;
  return { people, schedules, roles: byRole, hit: hitBy(incident) };
}

/** Persons who hold a role of the incident now. */
export function participantsOf({ roles: held }: Pick<Incident, 'roles'>): readonly string[] {
  const ids = held.flatMap(({ person, until }) =>
    until === undefined && person.id.startsWith('user:') ? [person.id.slice('user:'.length)] : [],
  );
  return [...new Set(ids)];
}

/** What the incident has hit: customers, sites, assets, and the whole platform when it is about what all use. */
function hitBy({ impact, tenant, classification }: Incident): ReadonlySet<string> {
  const isPlatform = tenant === providerTenant || classification.startsWith('availability/');
  return new Set([...impact.customers, ...impact.sites, ...impact.assets, ...(isPlatform ? [platform] : [])]);
}

export function namesIn(directory: Directory): EscalationNames {
  const person = (id: string) => directory.people.get(id)?.name ?? id;
  return {
    person,
    target: (target) => targetName(directory, target),
    dependency: (id) => dependencyName(directory, id),
  };
}

export function targetName(directory: Directory, { kind, id }: EscalationTarget): string {
  if (kind === 'person') return directory.people.get(id)?.name ?? id;
  return kind === 'schedule' ? (directory.schedules.get(id)?.name ?? id) : id;
}

export function dependencyName(directory: Directory, id: string): string {
  return directory.names.get(id) ?? id;
}
