import {
  either,
  end,
  ipv4,
  many,
  mark,
  maybe,
  not,
  note,
  oneOf,
  port,
  room,
  type Shape,
  type Step,
  skip,
  some,
  text,
  unless,
  unlessAnyCase,
  until,
} from '../../line/shape/shape.ts';

/** Kinds of security events that are common, as res_security_log names them. */
export const usualKinds = [
  'ChallengeSent',
  'SuccessfulAuth',
  'ChallengeResponseFailed',
  'InvalidAccountID',
  'InvalidPassword',
] as const;
export const usualServices = ['PJSIP', 'SIP'] as const;
export const usualMethods = ['REGISTER', 'INVITE', 'OPTIONS', 'SUBSCRIBE', 'MESSAGE', 'PUBLISH'] as const;
/** What res_pjsip and chan_sip say behind the address of a refused request. */
export const requestReasons = [
  'No matching endpoint found',
  'Failed to authenticate',
  'Not match Endpoint ACL',
  'Not match Endpoint Contact ACL',
  'Error to authenticate',
] as const;
export const registrationReasons = ['Wrong password', 'No matching peer found', 'Device does not match ACL'] as const;

/** What the shapes note, by slot. */
export const slots = {
  address: 0,
  port: 1,
  nameStart: 2,
  nameEnd: 3,
  /** Which kind of event, method, or transport. */
  which: 4,
  /** Which reason; of security events whether a password was used. */
  reason: 5,
  localAddress: 6,
  localPort: 7,
  /** Call-ID or number dialled; both end where nothing else of them is noted. */
  otherStart: 8,
} as const;

const level = (name: string): Shape => [text(`${name}[`), some('digits'), text(']')];
const callId = maybe(text('['), until(']'), text(']'));
/** ` file.c: ` or ` file.c:123 function: `. */
const file = (name: string): Shape => [
  text(` ${name}:`),
  maybe(some('digits'), text(' '), some('name'), text(':')),
  text(' '),
];
const source: Shape = [ipv4(slots.address), text(':'), port(slots.port)];

/** `"1001" <sip:1001@192.0.2.1>'`: nothing in it can end a name, an address or the text itself early. */
const plainUri: Shape = [
  maybe(text('"'), maybe(some('word')), text('" ')),
  text('<sip:'),
  mark(slots.nameStart),
  some('word'),
  mark(slots.nameEnd),
  text('@'),
  until('>\'"<'),
  text(">' failed for '"),
];

/** `,Key="value"` as often as it comes, up to the end; no key is one that stands before. */
const tail: readonly Step[] = [
  many(
    text(','),
    unless('SessionID'),
    unless('LocalAddress'),
    unless('RemoteAddress'),
    some('letters', 20),
    text('="'),
    until('"'),
    text('"'),
  ),
  end,
];

const callNoise: Shape = [room(40), ...level('VERBOSE'), callId, text(' '), not(' crml')];

const securityEvent: Shape = [
  ...level('SECURITY'),
  ...file('res_security_log.c'),
  text('SecurityEvent="'),
  oneOf(
    slots.which,
    usualKinds.map((kind) => `${kind}",EventTV="`),
  ),
  skip(4),
  text('-'),
  skip(23),
  text('",Severity="'),
  some('letters'),
  text('",Service="'),
  oneOf(
    slots.otherStart,
    usualServices.map((service) => `${service}",EventVersion="`),
  ),
  some('digits'),
  text('",AccountID="'),
  // A URI is read by those who know how.
  not(','),
  unlessAnyCase('sip'),
  unlessAnyCase('tel:'),
  mark(slots.nameStart),
  until('"<'),
  mark(slots.nameEnd),
  text('",SessionID="'),
  not(','),
  until('"'),
  text('",LocalAddress="IPV4/UDP/'),
  ipv4(slots.localAddress),
  text('/'),
  port(slots.localPort),
  text('",RemoteAddress="IPV4/UDP/'),
  ipv4(slots.address),
  text('/'),
  port(slots.port),
  text('"'),
  either([text(',UsingPassword="0"'), note(slots.reason, 1)], [note(slots.reason, 0)]),
  ...tail,
];

const refusedRequest: Shape = [
  ...level('NOTICE'),
  callId,
  ...file('res_pjsip/pjsip_distributor.c'),
  text("Request '"),
  oneOf(
    slots.which,
    usualMethods.map((method) => `${method}' from '`),
  ),
  ...plainUri,
  ...source,
  text("' (callid: "),
  mark(slots.otherStart),
  until(")'"),
  text(') - '),
  oneOf(slots.reason, requestReasons),
  maybe(text(' after '), some('digits'), text(' tries in '), some('word'), text(' ms')),
  end,
];

const refusedRegistration: Shape = [
  ...level('NOTICE'),
  callId,
  ...file('chan_sip.c'),
  text("Registration from '"),
  ...plainUri,
  ...source,
  text("' - "),
  oneOf(slots.reason, registrationReasons),
  end,
];

const refusedCall: Shape = [
  ...level('NOTICE'),
  callId,
  either(file('res_pjsip_session.c'), file('chan_sip.c')),
  text("Call from '"),
  mark(slots.nameStart),
  maybe(some('word')),
  mark(slots.nameEnd),
  text("' ("),
  either([text('UDP:'), note(slots.which, 1)], [note(slots.which, 0)]),
  ...source,
  text(") to extension '"),
  mark(slots.otherStart),
  some('word'),
  mark(slots.reason),
  text("' rejected because extension not found in context '"),
  some('word'),
  text("'."),
  end,
];

const peerNoise: Shape = [
  ...level('NOTICE'),
  ...file('chan_sip.c'),
  text("Peer '"),
  some('word'),
  text("' is now Reachable. ("),
  some('digits'),
  text('ms / '),
  some('digits'),
  text('ms)'),
  end,
];

/**
 * Numbers of the shapes: their places in the list, from 1 on. Up to `lastNoise` they tell nothing, up to `lastCallNoise` not
 * even when their time cannot be read.
 */
export const shapeNumbers = {
  lastCallNoise: 2,
  lastNoise: 3,
  securityEvent: 4,
  refusedRequest: 5,
  refusedRegistration: 6,
  refusedCall: 7,
};

/** The usual lines of Asterisk. Each is read as the readers of all lines read it; `shapes.test.ts` holds them to that. */
export const asteriskShapes: readonly Shape[] = [
  callNoise,
  level('DEBUG'),
  peerNoise,
  securityEvent,
  refusedRequest,
  refusedRegistration,
  refusedCall,
];
