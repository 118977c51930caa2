import type { CriticalSystem, EmergencyRoute, PlanReview } from '../../../core/plan/plan.ts';
import { blank, type Say } from './say.ts';

/** What may not fail, with target times in minutes to start from. */
export function templateSystems(say: Say): readonly CriticalSystem[] {
  const system = (
    id: string,
    name: string,
    dependents: string,
    [noticedMinutes, switchedMinutes, restoredMinutes]: readonly [number, number, number],
    fallback: string,
  ): CriticalSystem => ({ id, name, dependents, noticedMinutes, switchedMinutes, restoredMinutes, fallback });
  return [
    system(
      'emergency',
      say('Route naar 112 en andere alarmnummers', 'Route to 112 and other emergency numbers'),
      say('Iedereen', 'Everybody'),
      [5, 10, 60],
      say('Tweede carrier; klanten bellen 112 mobiel', 'Second carrier; customers call 112 by mobile'),
    ),
    system(
      'sbc',
      'SBC',
      say('Alle klanten op dit knooppunt', 'All customers on this node'),
      [5, 15, 240],
      blank(say, 'tweede SBC of noodroute', 'second SBC or emergency route'),
    ),
    system(
      'trunk',
      say('Trunks naar carriers', 'Trunks to carriers'),
      say('Inkomend en uitgaand bellen', 'Calling in and out'),
      [5, 15, 240],
      blank(say, 'tweede carrier', 'second carrier'),
    ),
    system(
      'pbx',
      say('Gehoste PBX', 'Hosted PBX'),
      say('Toestellen, wachtrijen, keuzemenu’s', 'Phones, queues, menus'),
      [5, 30, 480],
      say(
        'Omleiden naar mobiele nummers die de klant vooraf opgaf',
        'Divert to mobile numbers the customer gave beforehand',
      ),
    ),
    system(
      'network',
      say('Internet en DNS', 'Internet and DNS'),
      say('Alles hierboven', 'All of the above'),
      [5, 15, 240],
      blank(say, 'tweede lijn of locatie', 'second line or site'),
    ),
    system(
      'provisioning',
      say('Provisioning en beheerportaal', 'Provisioning and management portal'),
      say('Nieuwe toestellen, wijzigingen, wachtwoorden', 'New phones, changes, passwords'),
      [15, 60, 1440],
      say('Bestaande toestellen werken door; wijzigen met de hand', 'Existing phones go on working; change by hand'),
    ),
    system(
      'belwacht',
      'Belwacht',
      say('Opmerken, blokkeren, alarmeren', 'Noticing, blocking, alarming'),
      [10, 30, 480],
      say(
        'Blokkades in de kernel lopen door tot hun einde; handmatig meekijken op SBC en bij de carrier',
        'Blocks in the kernel run on until they end; watch SBC and carrier by hand',
      ),
    ),
  ];
}

/** Ways round a failure. */
export function templateRoutes(say: Say): readonly EmergencyRoute[] {
  return [
    {
      id: 'second-carrier',
      name: say('Uitgaand via de tweede carrier', 'Outgoing by the second carrier'),
      when: say('De eerste carrier of trunk valt uit', 'The first carrier or trunk fails'),
      how: blank(say, 'route op de SBC, volgorde, capaciteit', 'route on the SBC, order, capacity'),
      emergencyCalls: blank(say, 'komt 112 aan, met welke locatie?', 'does 112 arrive, with which location?'),
      testedOn: '',
    },
    {
      id: 'divert-in',
      name: say('Inkomend omleiden bij de carrier', 'Divert incoming at the carrier'),
      when: say('SBC, PBX of internet valt uit', 'SBC, PBX or internet fails'),
      how: blank(
        say,
        'portaal of loket van de carrier, wie mag, welke nummers',
        'portal or desk of the carrier, who may, which numbers',
      ),
      emergencyCalls: say(
        'Geldt alleen inkomend; klanten bellen 112 mobiel',
        'Incoming only; customers call 112 by mobile',
      ),
      testedOn: '',
    },
    {
      id: 'mobile',
      name: say('Mobiele nummers per klant', 'Mobile numbers for each customer'),
      when: say(
        'Langer dan de streeftijd geen telefonie bij een klant',
        'No telephony at a customer for longer than its target time',
      ),
      how: blank(say, 'waar de lijst staat, ook op papier', 'where the list is, also on paper'),
      emergencyCalls: say('112 via het mobiele netwerk', '112 over the mobile network'),
      testedOn: '',
    },
  ];
}

/** What is looked at again, and how often; the first day is for the organisation to set. */
export function templateReviews(say: Say): readonly PlanReview[] {
  const review = (id: string, subject: string, everyMonths: number): PlanReview => ({
    id,
    subject,
    owner: blank(say, 'eigenaar', 'owner'),
    dueOn: '',
    everyMonths,
    remindDaysBefore: everyMonths === 1 ? 3 : 14,
  });
  return [
    review('contacts', say('Contacten bellen en nummers nalopen', 'Call contacts and check numbers'), 3),
    review('routes', say('Noodroutes en 112 testen', 'Test emergency routes and 112'), 6),
    review('drill', say('Oefening met het hele team', 'Drill with the whole team'), 6),
    review('plan', say('Het hele plan herzien', 'Review the whole plan'), 12),
    review(
      'copy',
      say(
        'Kopie van plan en checklist op een veilige plek vernieuwen',
        'Renew the copy of plan and checklist in a safe place',
      ),
      1,
    ),
  ];
}
