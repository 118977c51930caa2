import type { PlanForm, PlanLanguage } from '../../../core/plan/plan.ts';
import { templateCommunication, templateDuties } from './communication.ts';
import { templateContacts, templateEscalations, templateRoles } from './people.ts';
import { templateProcedures } from './procedures.ts';
import { blank, sayIn } from './say.ts';
import { templateImpacts, templateMatrix, templateSeverities, templateUrgencies } from './severity.ts';
import { templateReviews, templateRoutes, templateSystems } from './systems.ts';

/**
 * The plan a new installation starts from: complete for telephony, with a blank where only the organisation knows the answer.
 * Both languages have the same parts under the same ids.
 */
export function planTemplate(language: PlanLanguage): PlanForm {
  const say = sayIn(language);
  return {
    title: say('Incidentresponsplan telefonie', 'Incident response plan for telephony'),
    organisation: blank(say, 'naam van de organisatie', 'name of the organisation'),
    language,
    scope: {
      covers: say(
        'Alle telefonie die wij voor onszelf en voor klanten leveren of beheren: trunks, SBC’s, PBX’en, toestellen, portalen, provisioning, nummers, en de gegevens die daarbij horen. Het geldt voor aanvallen, misbruik, uitval en datalekken, dag en nacht, en voor iedereen die bij ons aan telefonie werkt.',
        'All telephony we deliver or manage for ourselves and for customers: trunks, SBCs, PBXs, phones, portals, provisioning, numbers, and the data that goes with them. It holds for attacks, abuse, outages and data leaks, day and night, and for everybody who works on telephony with us.',
      ),
      leavesOut: blank(
        say,
        'wat een ander plan regelt, zoals kantoor-ICT of gebouw',
        'what another plan covers, such as office IT or the building',
      ),
      activation: say(
        'Wie iets ziet, opent een incident; een valse melding is nooit fout. Wie dienst heeft, neemt de leiding tot de coördinator die overneemt. Vanaf ernst hoog start dit plan altijd. Bij twijfel over de ernst geldt de hogere. Inperken mag wie dienst heeft zonder te vragen, zolang het omkeerbaar is en een einddatum heeft.',
        'Whoever sees something opens an incident; a false report is never wrong. Whoever is on duty leads until the coordinator takes over. From severity high on, this plan always starts. When unsure of the severity, the higher holds. Whoever is on duty may contain without asking, as long as it can be undone and has an end date.',
      ),
      whenAllIsDown: `${say(
        'Print dit plan en de checklist, en bewaar ze ook buiten het platform. Brug op een ander netwerk:',
        'Print this plan and the checklist, and keep them off the platform too. Bridge on another network:',
      )} ${blank(say, 'nummer en code', 'number and code')}. ${say('Chat op een ander netwerk:', 'Chat on another network:')} ${blank(say, 'naam van de groep', 'name of the group')}. ${say('Ontmoetingsplaats:', 'Meeting place:')} ${blank(say, 'adres', 'address')}.`,
    },
    roles: templateRoles(say),
    contacts: templateContacts(say),
    escalations: templateEscalations(say),
    systems: templateSystems(say),
    routes: templateRoutes(say),
    impacts: templateImpacts(say),
    urgencies: templateUrgencies(say),
    matrix: templateMatrix,
    severities: templateSeverities(say),
    communication: templateCommunication(say),
    duties: templateDuties(say),
    procedures: templateProcedures(say),
    reviews: templateReviews(say),
  };
}
