import type { CommunicationRule, LegalDuty } from '../../../core/plan/plan.ts';
import type { Say } from './say.ts';

/** Who may say what to whom. */
export function templateCommunication(say: Say): readonly CommunicationRule[] {
  return [
    {
      id: 'team',
      audience: say('Eigen team en directie', 'Own team and management'),
      speaker: say('Coördinator', 'Coordinator'),
      channel: say('Brug en chat buiten het platform', 'Bridge and chat off the platform'),
      within: say('15 minuten, daarna volgens de ernst', '15 minutes, then by severity'),
      say: say(
        'Ernst, wie leidt, wat geraakt is, wat loopt, wie wat doet, volgend moment.',
        'Severity, who leads, what is hit, what is under way, who does what, next moment.',
      ),
      never: say('Gissingen als feiten; wachtwoorden in de chat.', 'Guesses as facts; passwords in the chat.'),
    },
    {
      id: 'customers',
      audience: say('Geraakte klanten', 'Affected customers'),
      speaker: say('Communicatie, na akkoord van de coördinator', 'Communications, once the coordinator agrees'),
      channel: say('Telefoon, mail buiten ons platform, statuspagina', 'Phone, mail off our platform, status page'),
      within: say(
        '30 tot 60 minuten, met tijd van het volgende bericht',
        '30 to 60 minutes, with the time of the next update',
      ),
      say: say(
        'Wat niet werkt, sinds wanneer, wat we doen, wat zij kunnen doen, hoe zij 112 bereiken, wanneer het volgende bericht komt. Ook als er niets nieuws is.',
        'What does not work, since when, what we do, what they can do, how they reach 112, when the next update comes. Also when nothing is new.',
      ),
      never: say(
        'Oorzaak of dader voordat die vaststaat; namen van andere klanten; toezeggingen over kosten; details die een aanvaller helpen.',
        'Cause or culprit before it is certain; names of other customers; promises about costs; details that help an attacker.',
      ),
    },
    {
      id: 'carriers',
      audience: say('Carriers en leveranciers', 'Carriers and suppliers'),
      speaker: say('Communicatie of technisch leider', 'Communications or technical lead'),
      channel: say('Storingsnummer, daarna ticket', 'Fault line, then ticket'),
      within: say('30 minuten', '30 minutes'),
      say: say(
        'Feiten met tijden en voorbeelden, wat we vragen, ons referentienummer, terugbelnummer buiten het platform.',
        'Facts with times and examples, what we ask, our reference, a call-back number off the platform.',
      ),
      never: say('Gegevens van klanten die zij niet nodig hebben.', 'Data of customers they do not need.'),
    },
    {
      id: 'authorities',
      audience: say('CSIRT, toezichthouders, politie', 'CSIRT, regulators, police'),
      speaker: say('Coördinator of directie', 'Coordinator or management'),
      channel: say('Hun portaal of meldnummer', 'Their portal or reporting number'),
      within: say('Volgens de meldplichten hieronder', 'By the duties to notify below'),
      say: say(
        'Wat we weten, wat we niet weten, wanneer we het wisten, vermoeden van kwade opzet, gevolgen over de grens.',
        'What we know, what we do not know, when we knew, suspected malice, effects across borders.',
      ),
      never: say('Wachten tot alles bekend is.', 'Wait until all is known.'),
    },
    {
      id: 'press',
      audience: say('Pers en sociale media', 'Press and social media'),
      speaker: say('Alleen directie', 'Management only'),
      channel: say('Schriftelijke verklaring', 'Written statement'),
      within: say('Als erom gevraagd wordt', 'When asked for'),
      say: say(
        'Dat er een incident is, dat eraan gewerkt wordt, waar klanten terechtkunnen.',
        'That there is an incident, that it is worked on, where customers can turn to.',
      ),
      never: say(
        'Anderen verwijzen door en zeggen verder niets; geen “geen commentaar”, geen technische details.',
        'Others refer and say nothing more; no “no comment”, no technical details.',
      ),
    },
  ];
}

/** NIS2 art. 23, GDPR art. 33 and 34, Regulation (EU) 611/2013; which of them hold depends on the organisation. */
export function templateDuties(say: Say): readonly LegalDuty[] {
  const csirt = say(
    'CSIRT en/of bevoegde autoriteit volgens de Cyberbeveiligingswet (Cbw); vraag je toezichthouder welk loket voor jou geldt',
    'CSIRT and/or competent authority under national law (in the Netherlands the Cyberbeveiligingswet, Cbw); check with your authority which desk is yours',
  );
  return [
    {
      id: 'significance',
      name: say('Besluit: significant of niet', 'Decision: significant or not'),
      due: say('Zo snel mogelijk; leg vast wanneer we het wisten', 'As soon as possible; record when we knew'),
      toWhom: say('Intern, in het incident', 'Internal, in the incident'),
      content: say(
        'Significant volgens NIS2: ernstige operationele verstoring of financieel verlies, of aanzienlijke schade voor anderen. Voor beheerde diensten geeft Uitvoeringsverordening (EU) 2024/2690 drempels, zoals meer dan 30 minuten volledige uitval. Vraag je toezichthouder wat voor jou geldt. Bij twijfel: melden.',
        'Significant under NIS2: severe operational disruption or financial loss, or considerable damage to others. For managed services, Implementing Regulation (EU) 2024/2690 gives thresholds, such as more than 30 minutes of complete outage. Check with your authority what holds for you. When unsure: notify.',
      ),
    },
    {
      id: 'early-warning',
      name: say('NIS2: vroegtijdige waarschuwing', 'NIS2: early warning'),
      due: say(
        'Onverwijld, uiterlijk 24 uur nadat we het wisten',
        'Without undue delay, at most 24 hours after we knew',
      ),
      toWhom: csirt,
      content: say(
        'Of kwade opzet wordt vermoed en of er gevolgen over de grens kunnen zijn.',
        'Whether malice is suspected and whether there may be effects across borders.',
      ),
    },
    {
      id: 'notification',
      name: say('NIS2: melding', 'NIS2: notification'),
      due: say(
        'Onverwijld, uiterlijk 72 uur nadat we het wisten',
        'Without undue delay, at most 72 hours after we knew',
      ),
      toWhom: csirt,
      content: say(
        'Bijgewerkte feiten, eerste beoordeling van ernst en gevolgen, kenmerken van aantasting waar die er zijn.',
        'Updated facts, a first assessment of severity and impact, indicators of compromise where there are any.',
      ),
    },
    {
      id: 'final-report',
      name: say('NIS2: eindrapport', 'NIS2: final report'),
      due: say(
        'Uiterlijk één maand na de melding van 72 uur; loopt het incident dan nog: voortgangsverslag, en het eindrapport binnen een maand na afhandeling',
        'At most one month after the 72-hour notification; when the incident still runs then: a progress report, and the final report within a month of handling it',
      ),
      toWhom: csirt,
      content: say(
        'Beschrijving, ernst en gevolgen, oorzaak, genomen en lopende maatregelen, gevolgen over de grens. Een tussentijds verslag als zij erom vragen.',
        'Description, severity and impact, cause, measures taken and under way, effects across borders. An intermediate report when they ask for it.',
      ),
    },
    {
      id: 'recipients',
      name: say('NIS2: afnemers van de dienst', 'NIS2: recipients of the service'),
      due: say('Onverwijld, waar passend', 'Without undue delay, where appropriate'),
      toWhom: say('Klanten die nadeel kunnen hebben', 'Customers who may be harmed'),
      content: say(
        'Het significante incident, en bij een significante dreiging wat zij zelf kunnen doen.',
        'The significant incident, and for a significant threat what they can do themselves.',
      ),
    },
    {
      id: 'gdpr',
      name: say('AVG: datalek', 'GDPR: personal data breach'),
      due: say(
        'Onverwijld, zo mogelijk uiterlijk 72 uur nadat we het wisten; als verwerker onverwijld aan de klant. Voor openbare telefonie kan 24 uur gelden (Verordening (EU) 611/2013): vraag je toezichthouder',
        'Without undue delay, where feasible at most 72 hours after we knew; as processor to the customer without undue delay. For public telephony 24 hours may hold (Regulation (EU) 611/2013): check with your authority',
      ),
      toWhom: say(
        'Privacytoezichthouder (in Nederland de Autoriteit Persoonsgegevens); bij hoog risico ook de betrokkenen',
        'Data protection authority (in the Netherlands the Autoriteit Persoonsgegevens); with a high risk also the people concerned',
      ),
      content: say(
        'Aard, aantallen, gevolgen, maatregelen, contactpersoon. Niet nodig als risico voor betrokkenen onwaarschijnlijk is; leg dat vast.',
        'Nature, numbers, consequences, measures, contact person. Not needed when a risk to people is unlikely; record that.',
      ),
    },
    {
      id: 'contracts',
      name: say('Contracten en verzekering', 'Contracts and insurance'),
      due: say('Volgens contract of polis', 'By contract or policy'),
      toWhom: say('Klanten, carriers, verzekeraar', 'Customers, carriers, insurer'),
      content: say(
        'Wat de overeenkomst vraagt. Vraag de verzekeraar voordat je herstelkosten maakt.',
        'What the agreement asks. Ask the insurer before incurring costs of repair.',
      ),
    },
  ];
}
