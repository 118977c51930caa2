import type { ContactKind, PlanContact, PlanEscalation, PlanRole, PlanRoleName } from '../../../core/plan/plan.ts';
import { blank, type Say } from './say.ts';

/** Roles with their duties; who has them is for the organisation to say. */
export function templateRoles(say: Say): readonly PlanRole[] {
  const role = (name: PlanRoleName, duties: string, withDeputy = true): PlanRole => ({
    id: name,
    role: name,
    duties,
    holder: blank(say, 'naam', 'name'),
    deputy: withDeputy ? blank(say, 'naam', 'name') : '',
    roster: withDeputy ? blank(say, 'rooster of geen', 'roster or none') : '',
    timeZone: 'Europe/Amsterdam',
  });
  return [
    role(
      'coordinator',
      say(
        'Leidt, bepaalt de ernst, verdeelt het werk, beslist over meldplichten en sluit af. Doet zelf geen techniek.',
        'Leads, sets the severity, divides the work, decides on duties to notify and closes. Does no technical work meanwhile.',
      ),
    ),
    role(
      'scribe',
      say(
        'Houdt de tijdlijn bij: wat, wie, wanneer, waarom. Bewaakt termijnen en open punten.',
        'Keeps the timeline: what, who, when, why. Watches time limits and open points.',
      ),
    ),
    role(
      'technical-lead',
      say(
        'Leidt het onderzoek, stelt veilig, perkt in en herstelt. Zegt wat elke stap raakt en hoe die terug kan.',
        'Leads the investigation, preserves, contains and recovers. Says what each step touches and how it is undone.',
      ),
    ),
    role(
      'communications',
      say(
        'Spreekt met klanten, carriers en leveranciers volgens de communicatieregels. Houdt het volgende bericht in de gaten.',
        'Speaks with customers, carriers and suppliers by the communication rules. Keeps an eye on the next update.',
      ),
    ),
    role(
      'management',
      say(
        'Beslist over wat geld, naam of contracten raakt, over de pers en over aangifte.',
        'Decides on what touches money, name or contracts, on the press and on reports to the police.',
      ),
    ),
  ];
}

/** Whom to reach, each also by a way that does not depend on our platform. */
export function templateContacts(say: Say): readonly PlanContact[] {
  const contact = (
    id: string,
    kind: ContactKind,
    name: string,
    detail: string,
    outOfBand: string,
    hours: string,
    reach = blank(say, 'nummer of portaal', 'number or portal'),
  ): PlanContact => ({ id, kind, name, detail, reach, outOfBand, hours });
  const mobile = blank(say, 'mobiel bij een andere aanbieder', 'mobile with another provider');
  const always = say('Altijd', 'Always');
  const check = blank(say, 'uren', 'hours');
  return [
    contact('duty', 'internal', say('Dienstdoende engineer', 'Engineer on duty'), '', mobile, always),
    contact('lead', 'internal', say('Coördinator', 'Coordinator'), '', mobile, always),
    contact('privacy', 'internal', say('Wie over privacy gaat', 'Whoever answers for privacy'), '', mobile, check),
    contact(
      'top-customer',
      'customer',
      blank(say, 'klant die als eerste bericht krijgt', 'customer who is told first'),
      blank(say, 'functie of afdeling', 'function or desk'),
      mobile,
      check,
    ),
    contact(
      'carrier-1',
      'carrier',
      blank(say, 'eerste carrier', 'first carrier'),
      blank(say, 'klantnummer en fraudeloket', 'customer number and fraud desk'),
      blank(say, 'storingsnummer dat mobiel bereikbaar is', 'fault line that a mobile reaches'),
      always,
    ),
    contact(
      'carrier-2',
      'carrier',
      blank(say, 'tweede carrier', 'second carrier'),
      blank(say, 'klantnummer en fraudeloket', 'customer number and fraud desk'),
      blank(say, 'storingsnummer dat mobiel bereikbaar is', 'fault line that a mobile reaches'),
      always,
    ),
    contact(
      'internet',
      'supplier',
      blank(say, 'internetprovider of datacentrum', 'internet provider or data centre'),
      blank(say, 'contractnummer, loket voor DDoS', 'contract number, DDoS desk'),
      blank(say, 'nummer dat mobiel bereikbaar is', 'number that a mobile reaches'),
      always,
    ),
    contact(
      'pbx',
      'supplier',
      blank(say, 'leverancier van SBC of PBX', 'supplier of SBC or PBX'),
      blank(say, 'supportcontract', 'support contract'),
      blank(say, 'nummer dat mobiel bereikbaar is', 'number that a mobile reaches'),
      check,
    ),
    contact(
      'csirt',
      'csirt',
      say(
        'CSIRT (in Nederland: NCSC, of het CSIRT van je sector)',
        'CSIRT (in the Netherlands: NCSC, or that of your sector)',
      ),
      blank(say, 'registratie of referentie', 'registration or reference'),
      blank(say, 'meldportaal, geopend via mobiel netwerk', 'reporting portal, opened over a mobile network'),
      check,
    ),
    contact(
      'regulator',
      'regulator',
      say('Toezichthouder NIS2/Cbw (vraag na welke)', 'NIS2 authority (check which one)'),
      blank(say, 'registratie of referentie', 'registration or reference'),
      blank(say, 'meldportaal, geopend via mobiel netwerk', 'reporting portal, opened over a mobile network'),
      check,
    ),
    contact(
      'data-protection',
      'regulator',
      say(
        'Privacytoezichthouder (NL: Autoriteit Persoonsgegevens)',
        'Data protection authority (NL: Autoriteit Persoonsgegevens)',
      ),
      say('Meldloket datalekken', 'Breach desk'),
      blank(say, 'meldportaal, geopend via mobiel netwerk', 'reporting portal, opened over a mobile network'),
      check,
    ),
    contact(
      'police',
      'police',
      say('Politie', 'Police'),
      say('Aangifte cybercrime, team in de regio', 'Cybercrime report, regional team'),
      say('112 via een mobiel netwerk bij spoed', '112 over a mobile network when urgent'),
      always,
      say('NL: 0900-8844, spoed 112', 'NL: 0900-8844, urgent 112'),
    ),
    contact(
      'insurer',
      'insurer',
      blank(say, 'verzekeraar of geen', 'insurer or none'),
      blank(say, 'polisnummer', 'policy number'),
      blank(say, 'nummer dat mobiel bereikbaar is', 'number that a mobile reaches'),
      check,
    ),
  ];
}

/** Who is called when nobody answers. */
export function templateEscalations(say: Say): readonly PlanEscalation[] {
  const steps = (rows: readonly (readonly [after: number, whom: string, how: string])[]) =>
    rows.map(([afterMinutes, whom, how], index) => ({ id: `step-${index + 1}`, afterMinutes, whom, how }));
  const duty = say('Dienstdoende engineer', 'Engineer on duty');
  const coordinator = say('Coördinator', 'Coordinator');
  const deputy = say('Plaatsvervangend coördinator', 'Deputy coordinator');
  const management = say('Directie', 'Management');
  const push = say('App en mail', 'App and mail');
  const phone = say('Telefoon en sms buiten ons platform', 'Phone and text message off our platform');
  return [
    {
      id: 'critical',
      name: say('Ernst kritiek', 'Severity critical'),
      steps: steps([
        [0, duty, say('App, telefoon en sms buiten ons platform', 'App, phone and text message off our platform')],
        [5, coordinator, phone],
        [10, deputy, phone],
        [20, management, phone],
      ]),
    },
    {
      id: 'high',
      name: say('Ernst hoog', 'Severity high'),
      steps: steps([
        [0, duty, push],
        [10, duty, phone],
        [15, coordinator, phone],
        [30, deputy, phone],
      ]),
    },
    {
      id: 'carrier',
      name: say('Carrier of leverancier antwoordt niet', 'Carrier or supplier does not answer'),
      steps: steps([
        [15, say('Storingsloket, tweede keer', 'Fault desk, second time'), say('Telefoon', 'Phone')],
        [
          45,
          say('Escalatiecontact van de carrier', 'Escalation contact of the carrier'),
          blank(say, 'nummer', 'number'),
        ],
        [90, say('Accountmanager en onze directie', 'Account manager and our management'), say('Telefoon', 'Phone')],
      ]),
    },
  ];
}
