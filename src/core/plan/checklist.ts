import type { Text } from '../text.ts';

/** Something to fill in on a line besides that it was done. */
export interface ChecklistBlank {
  /** Unique on its line. */
  readonly id: string;
  readonly label: Text;
  /** `long` takes the whole width; `yes-no` is answered `yes` or `no`. */
  readonly kind: 'text' | 'long' | 'yes-no';
}

/** One thing to do; done, or not applicable with a reason, by whom, when, with what evidence. */
export interface ChecklistLine {
  /** Unique on the checklist, the same in both languages and over versions. */
  readonly id: string;
  readonly text: Text;
  readonly blanks: readonly ChecklistBlank[];
}

export interface ChecklistSection {
  readonly id: string;
  readonly title: Text;
  readonly lines: readonly ChecklistLine[];
}

const t = (nl: string, en: string): Text => ({ nl, en });
const line = (id: string, text: Text, ...blanks: readonly ChecklistBlank[]): ChecklistLine => ({ id, text, blanks });
const text = (id: string, nl: string, en: string): ChecklistBlank => ({ id, label: t(nl, en), kind: 'text' });
const long = (id: string, nl: string, en: string): ChecklistBlank => ({ id, label: t(nl, en), kind: 'long' });
const yesNo = (id: string, nl: string, en: string): ChecklistBlank => ({ id, label: t(nl, en), kind: 'yes-no' });

/** What is worked through in every telecom incident, in this order, on screen and on paper. */
export const checklist: readonly ChecklistSection[] = [
  {
    id: 'identification',
    title: t('Identificatie', 'Identification'),
    lines: [
      line(
        'identify',
        t('Incident geopend en herkend', 'Incident opened and identified'),
        text('incident', 'Incidentnummer', 'Incident number'),
        text('reporter', 'Melder', 'Reporter'),
        text('detected', 'Ontdekt (datum, tijd, zone)', 'Detected (date, time, zone)'),
        text('aware', 'Wij wisten het (datum, tijd, zone)', 'Aware (date, time, zone)'),
        yesNo('drill', 'Oefening', 'Drill'),
      ),
    ],
  },
  {
    id: 'roles',
    title: t('Rollen en brug', 'Roles and bridge'),
    lines: [
      line(
        'roles',
        t('Rollen verdeeld', 'Roles given out'),
        text('coordinator', 'Coördinator', 'Coordinator'),
        text('deputy', 'Plaatsvervanger', 'Deputy'),
        text('scribe', 'Notulist', 'Scribe'),
        text('communications', 'Communicatie', 'Communications'),
      ),
      line(
        'bridge',
        t('Brug open, buiten het getroffen platform', 'Bridge open, off the affected platform'),
        text('number', 'Nummer of link', 'Number or link'),
        text('code', 'Code', 'Code'),
      ),
    ],
  },
  {
    id: 'class',
    title: t('Soort en ernst', 'Class and severity'),
    lines: [
      line(
        'class',
        t('Soort bepaald; kwade opzet en grens bekeken', 'Class decided; malice and borders considered'),
        text('class', 'Soort incident', 'Kind of incident'),
        text('procedure', 'Procedure of draaiboek', 'Procedure or playbook'),
        yesNo('malicious', 'Vermoedelijk kwade opzet', 'Suspected malice'),
        yesNo('cross-border', 'Gevolgen over de grens', 'Effects across borders'),
      ),
      line(
        'severity',
        t('Ernst bepaald; bij twijfel de hogere', 'Severity decided; when unsure the higher'),
        text('impact', 'Impact', 'Impact'),
        text('urgency', 'Urgentie', 'Urgency'),
        long('severity', 'Ernst, en wanneer opnieuw bekeken', 'Severity, and when looked at again'),
      ),
    ],
  },
  {
    id: 'impact',
    title: t('Wie en wat geraakt is', 'Who and what is hit'),
    lines: [
      line(
        'customers',
        t('Klanten, trunks en nummers in kaart', 'Customers, trunks and numbers known'),
        long('customers', 'Klanten', 'Customers'),
        text('trunks', 'Trunks, SBC’s, PBX’en', 'Trunks, SBCs, PBXs'),
        text('numbers', 'Nummers en accounts', 'Numbers and accounts'),
      ),
      line(
        'emergency-calling',
        t('Alarmnummers: is 112 geraakt?', 'Emergency calling: is 112 affected?'),
        yesNo('affected', '112 geraakt', '112 affected'),
        text('way', 'Hoe klanten nu 112 bellen', 'How customers call 112 now'),
      ),
      line(
        'money',
        t('Geld per minuut geschat', 'Money per minute estimated'),
        text('per-minute', 'Euro per minuut', 'Euros per minute'),
        text('so-far', 'Tot nu toe, sinds wanneer', 'So far, since when'),
      ),
    ],
  },
  {
    id: 'legal',
    title: t('Juridisch besluit en termijnen', 'Legal decision and clocks'),
    lines: [
      line(
        'legal-decision',
        t('Besloten of het significant en meldplichtig is', 'Decided whether it is significant and to be notified'),
        yesNo('significant', 'Significant', 'Significant'),
        yesNo('personal-data', 'Persoonsgegevens geraakt', 'Personal data affected'),
        long('why', 'Besluit, waarom, door wie', 'Decision, why, by whom'),
      ),
      line(
        'early-warning',
        t('Vroegtijdige waarschuwing, uiterlijk 24 uur', 'Early warning, at most 24 hours'),
        text('due', 'Uiterlijk', 'Due'),
        text('reference', 'Verzonden, referentie', 'Sent, reference'),
      ),
      line(
        'notification',
        t('Melding, uiterlijk 72 uur (ook AVG waar nodig)', 'Notification, at most 72 hours (GDPR too where needed)'),
        text('due', 'Uiterlijk', 'Due'),
        text('reference', 'Verzonden, referentie', 'Sent, reference'),
      ),
    ],
  },
  {
    id: 'preserve',
    title: t('Eerst veiligstellen', 'Preserve first'),
    lines: [
      line(
        'cdrs',
        t('CDR’s veiliggesteld', 'CDRs preserved'),
        text('place', 'Waar', 'Where'),
        text('hash', 'Hash', 'Hash'),
      ),
      line(
        'logs',
        t('SIP- en IP-logs veiliggesteld', 'SIP and IP logs preserved'),
        text('place', 'Waar', 'Where'),
        text('hash', 'Hash', 'Hash'),
      ),
      line(
        'times',
        t('Begin en einde vastgesteld', 'Start and stop established'),
        text('start', 'Begin', 'Start'),
        text('stop', 'Einde', 'Stop'),
      ),
      line(
        'rate',
        t('Gesprekken per uur geteld', 'Calls per hour counted'),
        text('calls', 'Gesprekken per uur', 'Calls per hour'),
        text('normal', 'Normaal', 'Normal'),
      ),
    ],
  },
  {
    id: 'contain',
    title: t('Inperken', 'Contain'),
    lines: (
      [
        ['account', 'Account of trunk geblokkeerd', 'Account or trunk blocked'],
        ['running-calls', 'Lopende gesprekken beëindigd', 'Running calls ended'],
        ['credentials', 'Inloggegevens vervangen', 'Credentials replaced'],
        ['destination', 'Bestemming gestopt (nooit 112)', 'Destination stopped (never 112)'],
        ['segment', 'Segment of beheer afgeschermd', 'Segment or management shielded'],
        ['source', 'Aanvaller geblokkeerd: adres, netwerk, land', 'Attacker blocked: address, network, country'],
      ] as const
    ).map(([id, nl, en]) =>
      line(
        `contain-${id}`,
        t(nl, en),
        text('approver', 'Goedgekeurd door', 'Approver'),
        text('expiry', 'Loopt af', 'Expiry'),
        long('way-back', 'Weg terug', 'Way back'),
      ),
    ),
  },
  {
    id: 'supplier',
    title: t('Leverancier en carrier', 'Supplier and carrier'),
    lines: [
      line(
        'ticket',
        t('Ticket bij leverancier of carrier', 'Ticket with supplier or carrier'),
        text('party', 'Bij wie, contact', 'With whom, contact'),
        text('number', 'Ticketnummer', 'Ticket number'),
      ),
    ],
  },
  {
    id: 'reroute',
    title: t('Omleiden en proefgesprekken', 'Reroute and test calls'),
    lines: [
      line(
        'reroute',
        t('Noodroute gebruikt', 'Emergency route in use'),
        text('route', 'Welke', 'Which'),
        text('until', 'Tot wanneer', 'Until when'),
      ),
      line('test-in', t('Proefgesprek in', 'Test call in'), text('from', 'Van', 'From'), text('to', 'Naar', 'To')),
      line('test-out', t('Proefgesprek uit', 'Test call out'), text('from', 'Van', 'From'), text('to', 'Naar', 'To')),
      line(
        'test-112',
        t('112 getest volgens de afspraak met de carrier', '112 tested as agreed with the carrier'),
        text('agreement', 'Volgens welke afspraak', 'Under which agreement'),
        text('location', 'Juiste locatie getoond', 'Right location shown'),
      ),
    ],
  },
  {
    id: 'update',
    title: t('Bericht aan klanten', 'Customer update'),
    lines: [
      line(
        'customer-update',
        t('Klanten bericht gegeven', 'Customers told'),
        text('channel', 'Kanaal', 'Channel'),
        text('next', 'Volgend bericht om', 'Next update at'),
      ),
    ],
  },
  {
    id: 'eradicate',
    title: t('Wegnemen', 'Eradicate'),
    lines: [
      line(
        'eradicate',
        t('Oorzaak weggenomen, ook waar die elders voorkomt', 'Cause removed, also wherever else it occurs'),
        long('cause', 'Oorzaak en wat is weggenomen', 'Cause and what was removed'),
      ),
    ],
  },
  {
    id: 'return',
    title: t('Terug in stappen', 'Phased return'),
    lines: [
      line(
        'phases',
        t('In stappen teruggekeerd', 'Returned in phases'),
        text('first', 'Eerst', 'First'),
        text('all', 'Alles terug om', 'All back at'),
      ),
      line(
        'functional-tests',
        t('Functionele tests: registreren, in, uit, 112', 'Functional tests: register, in, out, 112'),
        long('results', 'Uitkomsten', 'Results'),
      ),
      line(
        'extra-watch',
        t('Extra toezicht ingesteld', 'Extra watch set'),
        text('what', 'Waarop', 'On what'),
        text('until', 'Tot', 'Until'),
      ),
    ],
  },
  {
    id: 'close',
    title: t('Poort naar afsluiten', 'Close gate'),
    lines: [
      line(
        'close-gate',
        t(
          'Geen open taken, geen blokkade zonder eigenaar, geen tijdelijke maatregel',
          'No open tasks, no block without an owner, no temporary measure left',
        ),
        long('left', 'Wat er nog staat, eigenaar, einddatum', 'What is left, owner, end date'),
      ),
    ],
  },
  {
    id: 'review',
    title: t('Evaluatie', 'Review'),
    lines: [
      line(
        'review',
        t('Evaluatie binnen vijf werkdagen', 'Review within five working days'),
        text('on', 'Op', 'On'),
        text('present', 'Aanwezig', 'Present'),
        long('actions', 'Verbeterpunten met eigenaar en datum', 'Actions with owner and date'),
      ),
    ],
  },
  {
    id: 'final',
    title: t('Eindrapporten', 'Final reports'),
    lines: [
      line(
        'final-authority',
        t(
          'Eindrapport aan autoriteit, uiterlijk een maand na de melding',
          'Final report to the authority, at most one month after the notification',
        ),
        text('due', 'Uiterlijk', 'Due'),
        text('reference', 'Verzonden, referentie', 'Sent, reference'),
      ),
      line(
        'final-customers',
        t('Eindrapport aan klanten', 'Final report to customers'),
        text('sent', 'Verzonden', 'Sent'),
        text('to', 'Aan', 'To'),
      ),
    ],
  },
];

/** What is known of a line: `blanks` by their id, what is not known as ''. */
export interface ChecklistAnswer {
  readonly state: '' | 'done' | 'not-applicable';
  /** Why it does not apply. */
  readonly reason: string;
  readonly who: string;
  readonly when: string;
  readonly evidence: string;
  readonly blanks: Readonly<Record<string, string>>;
}
/** By the id of the line; lines without an answer may be left out. */
export type ChecklistAnswers = Readonly<Record<string, ChecklistAnswer>>;
