import { type Event, type EventKey, eventFields, eventKey } from '../../core/event.ts';

export type FieldValue = string | number | boolean;
export type FieldKind = 'text' | 'number' | 'boolean' | 'time';
export type Getter = (event: Event) => FieldValue;

/** One getter per property: each has a call site of its own, so every load stays monomorphic. */
export const getters: Readonly<Record<EventKey, Getter>> = {
  time: (event) => event.time,
  dataset: (event) => event.dataset,
  action: (event) => event.action,
  outcome: (event) => event.outcome,
  reason: (event) => event.reason,
  sourceIp: (event) => event.sourceIp,
  sourcePort: (event) => event.sourcePort,
  destinationIp: (event) => event.destinationIp,
  destinationPort: (event) => event.destinationPort,
  transport: (event) => event.transport,
  userName: (event) => event.userName,
  userAgent: (event) => event.userAgent,
  service: (event) => event.service,
  hostName: (event) => event.hostName,
  sipMethod: (event) => event.sipMethod,
  sipStatus: (event) => event.sipStatus,
  sipCallId: (event) => event.sipCallId,
  sipFromUser: (event) => event.sipFromUser,
  sipToUser: (event) => event.sipToUser,
  sipRequestUser: (event) => event.sipRequestUser,
  ruleName: (event) => event.ruleName,
  country: (event) => event.country,
  asNumber: (event) => event.asNumber,
  asName: (event) => event.asName,
  hosting: (event) => event.hosting,
  tenant: (event) => event.tenant,
  asset: (event) => event.asset,
  source: (event) => event.source,
  localHour: (event) => event.localHour,
  newCountry: (event) => event.newCountry,
  line: (event) => event.line,
  original: (event) => event.original,
};

const kinds: ReadonlyMap<EventKey, FieldKind> = new Map(eventFields.map(([key, , kind]) => [key, kind]));

/** Other well-known ECS and Packetbeat names of the same facts. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['source.address', 'source.ip'],
  ['client.ip', 'source.ip'],
  ['client.address', 'source.ip'],
  ['client.port', 'source.port'],
  ['client.geo.country_iso_code', 'source.geo.country_iso_code'],
  ['client.as.number', 'source.as.number'],
  ['client.as.organization.name', 'source.as.organization.name'],
  ['client.user.name', 'user.name'],
  ['source.user.name', 'user.name'],
  ['destination.address', 'destination.ip'],
  ['server.ip', 'destination.ip'],
  ['server.address', 'destination.ip'],
  ['server.port', 'destination.port'],
  ['host.hostname', 'host.name'],
  ['sip.user_agent.original', 'user_agent.original'],
  ['message', 'event.original'],
]);

/** Property behind an ECS name or a well-known alias of it; undefined for a field that events do not have. */
export function fieldKey(name: string): EventKey | undefined {
  return eventKey(aliases.get(name) ?? name);
}

/** What a property holds. */
export function fieldKind(key: EventKey): FieldKind {
  return kinds.get(key)!;
}

/** Whether a value means "known"; see core/event.ts. */
export function isKnown(key: EventKey, value: FieldValue): boolean {
  return key === 'localHour' ? value !== -1 : value !== '' && value !== 0 && value !== false;
}

/** Every text property: where keywords are searched. */
export const textKeys: readonly EventKey[] = eventFields.filter(([, , kind]) => kind === 'text').map(([key]) => key);
