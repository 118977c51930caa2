import type { Text } from '../text.ts';

/**
 * Kinds of incidents by the Reference Security Incident Taxonomy (RSIT), which CSIRTs of Europe use among each other: groups and
 * what is in them. The names are those of the taxonomy, the words for people are ours.
 */
const groups = {
  'abusive-content': {
    spam: ['ongewenste berichten of oproepen', 'unwanted messages or calls'],
    'harmful-speech': ['bedreiging of smaad', 'threats or defamation'],
    violence: ['strafbare beelden of aanzetten tot geweld', 'criminal images or incitement to violence'],
  },
  'malicious-code': {
    'infected-system': ['besmet systeem', 'infected system'],
    'c2-server': ['server die besmette systemen aanstuurt', 'server that steers infected systems'],
    'malware-distribution': ['verspreiding van kwaadaardige software', 'spreading of malicious software'],
    'malware-configuration': ['instellingen van kwaadaardige software', 'settings of malicious software'],
  },
  'information-gathering': {
    scanner: ['aftasten van systemen of nummers', 'scanning of systems or numbers'],
    sniffing: ['meelezen of meeluisteren', 'reading along or eavesdropping'],
    'social-engineering': ['misleiding van mensen', 'deception of people'],
  },
  'intrusion-attempts': {
    'ids-alert': ['poging via een bekend lek', 'attempt at a known weakness'],
    'brute-force': ['raden van wachtwoorden', 'guessing of passwords'],
    exploit: ['poging via een nieuw lek', 'attempt at a new weakness'],
  },
  intrusions: {
    'privileged-account-compromise': ['beheeraccount overgenomen', 'administrator account taken over'],
    'unprivileged-account-compromise': ['gewoon account overgenomen', 'ordinary account taken over'],
    'application-compromise': ['toepassing overgenomen', 'application taken over'],
    'system-compromise': ['systeem overgenomen', 'system taken over'],
    burglary: ['inbraak ter plaatse', 'break-in on site'],
  },
  availability: {
    dos: ['overbelasting vanaf één bron', 'overload from one source'],
    ddos: ['overbelasting vanaf vele bronnen', 'overload from many sources'],
    misconfiguration: ['verkeerde instelling', 'wrong setting'],
    sabotage: ['sabotage', 'sabotage'],
    outage: ['uitval zonder opzet', 'outage without intent'],
  },
  'information-content-security': {
    'unauthorised-information-access': ['onbevoegd ingezien', 'seen without permission'],
    'unauthorised-information-modification': ['onbevoegd gewijzigd', 'changed without permission'],
    'data-loss': ['gegevens verloren', 'data lost'],
    'data-leak': ['gegevens gelekt', 'data leaked'],
  },
  fraud: {
    'unauthorised-use-of-resources': [
      'belfraude of ander gebruik op jouw kosten',
      'toll fraud or other use at your cost',
    ],
    copyright: ['schending van auteursrecht', 'breach of copyright'],
    masquerade: ['zich voordoen als een ander', 'posing as somebody else'],
    phishing: ['phishing', 'phishing'],
  },
  vulnerable: {
    'weak-crypto': ['zwakke versleuteling', 'weak encryption'],
    'ddos-amplifier': ['dienst die aanvallen versterkt', 'service that amplifies attacks'],
    'potentially-unwanted-accessible': ['dienst die van buiten bereikbaar is', 'service reachable from outside'],
    'information-disclosure': ['systeem dat te veel vertelt', 'system that tells too much'],
    'vulnerable-system': ['systeem met een bekend lek', 'system with a known weakness'],
  },
  other: {
    other: ['iets anders', 'something else'],
    undetermined: ['nog niet bekend', 'not known yet'],
  },
  test: { test: ['proef', 'test'] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly [nl: string, en: string]>>>>;

type Groups = typeof groups;
/** `group/kind`, as in `fraud/unauthorised-use-of-resources`. */
export type IncidentClass = { [G in keyof Groups & string]: `${G}/${keyof Groups[G] & string}` }[keyof Groups & string];

/** What each kind is called, in the order of the taxonomy. */
export const incidentClasses: ReadonlyMap<IncidentClass, Text> = new Map(
  Object.entries(groups).flatMap(([group, kinds]) =>
    Object.entries(kinds).map(([kind, [nl, en]]) => [`${group}/${kind}` as IncidentClass, { nl, en }] as const),
  ),
);

/** What an incident is until somebody said what it is. */
export const undetermined: IncidentClass = 'other/undetermined';
