/**
 * The event: one normalised fact with an event time. Inside the hot path it is one flat object of a fixed shape, so that
 * every property access stays monomorphic; ECS names (https://www.elastic.co/docs/reference/ecs) are what rules, API,
 * CLI and exports show. An empty string, NaN-free 0 and `false` mean "not known".
 */

/** What kind of fact an event is. The closed list of `event.action`. */
export type Action =
  | '' // not read yet
  | 'sip-auth' // credentials of a SIP account were asked, given, accepted or refused (REGISTER, INVITE or unknown method)
  | 'sip-register' // a registration was accepted, refused or removed for another reason than credentials
  | 'sip-call' // a call attempt was accepted or refused (INVITE)
  | 'sip-request' // one SIP request seen, outcome unknown (from HEP, pcap, Suricata, xlog); `sip.method` says which
  | 'sip-flood' // a SIP server itself reports too many requests of one source (Kamailio pike)
  | 'iax-auth' // the same as sip-auth for IAX2
  | 'iax-call' // the same as sip-call for IAX2
  | 'admin-login' // a person or program signs in to administer: ssh, PAM, AMI, ARI, PBX web; `service.name` says where
  | 'ids-alert' // an intrusion detection system raised an alert; `rule.name` says which
  | 'source-silent' // a source that used to deliver has gone silent
  | 'source-resumed' // it delivers again
  | 'other'; // recognised and kept, without a meaning of its own (generic JSON with another action)

export type Outcome = 'success' | 'failure' | 'unknown';

/** Why an attempt had its outcome. The closed list of `event.reason`. */
export type Reason =
  | ''
  | 'wrong-password'
  | 'unknown-account' // no such peer, endpoint, user
  | 'acl-denied'
  | 'wrong-domain' // "not a local domain", domain not served
  | 'unknown-extension' // a call to a number that does not exist in that context
  | 'transport-denied' // device not allowed over this transport
  | 'challenge-sent'
  | 'challenge-failed' // the answer to a challenge was wrong or absent
  | 'stale-nonce' // right answer to an old challenge: not an attack
  | 'unexpected-address' // known account from an address it may not use
  | 'session-limit'
  | 'load-limit'
  | 'memory-limit'
  | 'method-not-allowed'
  | 'request-not-supported'
  | 'bad-format' // malformed request
  | 'not-authorised' // known and authenticated, not allowed
  | 'no-credentials' // refused since no credentials came
  | 'too-many-requests'
  | 'accepted'
  | 'removed' // unregistered, expired
  | 'rejected' // refused without more to go by
  | 'timeout'
  | 'signature'; // an IDS signature or a known scanner name matched

export class Event {
  /** Event time, milliseconds since 1970 UTC. */
  time = 0;
  /** Name of the format that read it. */
  dataset = '';
  action: Action = '';
  outcome: Outcome = 'unknown';
  reason: Reason = '';
  /** Canonical text (RFC 5952 for IPv6; IPv4-mapped IPv6 becomes IPv4). */
  sourceIp = '';
  sourcePort = 0;
  destinationIp = '';
  destinationPort = 0;
  /** udp, tcp, tls, ws, wss; lower case. */
  transport = '';
  /** Account or user that is tried, as given, decoded at most once. */
  userName = '';
  userAgent = '';
  /** pjsip, sip, iax2, ami, ari, sshd, pam … lower case. */
  service = '';
  /** Host that wrote the record (syslog HOSTNAME, HEP node name). */
  hostName = '';
  sipMethod = '';
  sipStatus = 0;
  sipCallId = '';
  /** User part of From: who says to call. */
  sipFromUser = '';
  /** User part of To. */
  sipToUser = '';
  /** User part of the Request-URI: the number or extension dialled. */
  sipRequestUser = '';
  /** Signature name of an IDS alert. */
  ruleName = '';
  /** Set by enrich. */
  country = '';
  asNumber = 0;
  asName = '';
  /** The source address is of a hosting network: a place where servers live, not phones. */
  hosting = false;
  tenant = '';
  asset = '';
  /** Id of the source (a way in) that delivered it. */
  source = '';
  /** Hour of day 0–23 in the tenant's zone, -1 when not enriched. */
  localHour = -1;
  /** An accepted admin login from a country this asset had not seen before in a learned history. */
  newCountry = false;
  /** Detection does not count it: it tells once more of an attempt another line told of, or is part of every good login. */
  uncounted = false;
  /** 1-based line number in a file or stream; 0 when not applicable. */
  line = 0;
  /** The record as received, at most 4 KiB; empty when the run does not keep originals. */
  original = '';
}

/** Makes an event as new, for callers that read many records into one object. Written out: it runs for every record. */
export function resetEvent(event: Event): void {
  event.time = 0;
  event.dataset = '';
  event.action = '';
  event.outcome = 'unknown';
  event.reason = '';
  event.sourceIp = '';
  event.sourcePort = 0;
  event.destinationIp = '';
  event.destinationPort = 0;
  event.transport = '';
  event.userName = '';
  event.userAgent = '';
  event.service = '';
  event.hostName = '';
  event.sipMethod = '';
  event.sipStatus = 0;
  event.sipCallId = '';
  event.sipFromUser = '';
  event.sipToUser = '';
  event.sipRequestUser = '';
  event.ruleName = '';
  event.country = '';
  event.asNumber = 0;
  event.asName = '';
  event.hosting = false;
  event.tenant = '';
  event.asset = '';
  event.source = '';
  event.localHour = -1;
  event.newCountry = false;
  event.uncounted = false;
  event.uncounted = false;
  event.line = 0;
  event.original = '';
}

/** Makes an event say what another says. Written out as `resetEvent` is. */
export function copyEvent(from: Event, to: Event): void {
  to.time = from.time;
  to.dataset = from.dataset;
  to.action = from.action;
  to.outcome = from.outcome;
  to.reason = from.reason;
  to.sourceIp = from.sourceIp;
  to.sourcePort = from.sourcePort;
  to.destinationIp = from.destinationIp;
  to.destinationPort = from.destinationPort;
  to.transport = from.transport;
  to.userName = from.userName;
  to.userAgent = from.userAgent;
  to.service = from.service;
  to.hostName = from.hostName;
  to.sipMethod = from.sipMethod;
  to.sipStatus = from.sipStatus;
  to.sipCallId = from.sipCallId;
  to.sipFromUser = from.sipFromUser;
  to.sipToUser = from.sipToUser;
  to.sipRequestUser = from.sipRequestUser;
  to.ruleName = from.ruleName;
  to.country = from.country;
  to.asNumber = from.asNumber;
  to.asName = from.asName;
  to.hosting = from.hosting;
  to.tenant = from.tenant;
  to.asset = from.asset;
  to.source = from.source;
  to.localHour = from.localHour;
  to.newCountry = from.newCountry;
  to.uncounted = from.uncounted;
  to.uncounted = from.uncounted;
  to.line = from.line;
  to.original = from.original;
}

/** Names of the properties of an event that rules, API and exports know; `original` and `line` included. */
export type EventKey = Exclude<keyof Event, 'uncounted'>;

/** ECS name of each property, in the order in which exports write them. The one table for API, CLI, rules and store. */
export const eventFields: readonly (readonly [
  key: EventKey,
  ecs: string,
  kind: 'text' | 'number' | 'boolean' | 'time',
])[] = [
  ['time', '@timestamp', 'time'],
  ['dataset', 'event.dataset', 'text'],
  ['action', 'event.action', 'text'],
  ['outcome', 'event.outcome', 'text'],
  ['reason', 'event.reason', 'text'],
  ['sourceIp', 'source.ip', 'text'],
  ['sourcePort', 'source.port', 'number'],
  ['destinationIp', 'destination.ip', 'text'],
  ['destinationPort', 'destination.port', 'number'],
  ['transport', 'network.transport', 'text'],
  ['userName', 'user.name', 'text'],
  ['userAgent', 'user_agent.original', 'text'],
  ['service', 'service.name', 'text'],
  ['hostName', 'host.name', 'text'],
  ['sipMethod', 'sip.method', 'text'],
  ['sipStatus', 'sip.code', 'number'],
  ['sipCallId', 'sip.call_id', 'text'],
  ['sipFromUser', 'sip.from.uri.username', 'text'],
  ['sipToUser', 'sip.to.uri.username', 'text'],
  ['sipRequestUser', 'sip.uri.username', 'text'],
  ['ruleName', 'rule.name', 'text'],
  ['country', 'source.geo.country_iso_code', 'text'],
  ['asNumber', 'source.as.number', 'number'],
  ['asName', 'source.as.organization.name', 'text'],
  ['hosting', 'telecom.source.hosting', 'boolean'],
  ['tenant', 'organization.id', 'text'],
  ['asset', 'observer.name', 'text'],
  ['source', 'telecom.source.id', 'text'],
  ['localHour', 'telecom.local_hour', 'number'],
  ['newCountry', 'telecom.source.country_is_new', 'boolean'],
  ['line', 'log.line', 'number'],
  ['original', 'event.original', 'text'],
];

const keyByEcs: ReadonlyMap<string, EventKey> = new Map(eventFields.map(([key, ecs]) => [ecs, key]));

/** Property that holds an ECS field, or undefined for a field events do not have. */
export function eventKey(ecs: string): EventKey | undefined {
  return keyByEcs.get(ecs);
}

/** Flat ECS record of an event: known fields only, `@timestamp` as ISO 8601 UTC. */
export function toEcs(event: Event): Record<string, string | number | boolean> {
  const record: Record<string, string | number | boolean> = {};
  for (const [key, ecs, kind] of eventFields) {
    const value = event[key];
    if (kind === 'time') record[ecs] = new Date(value as number).toISOString();
    else if (key === 'localHour' ? value !== -1 : value !== '' && value !== 0 && value !== false) record[ecs] = value;
  }
  return record;
}
