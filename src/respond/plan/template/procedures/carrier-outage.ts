import { procedure, type Say } from '../say.ts';

export const carrierOutage = (say: Say) =>
  procedure({
    type: 'carrier-outage',
    title: say('Uitval van een carrier', 'Carrier outage'),
    signs: [
      say(
        'Trunk antwoordt niet of geeft 5xx; gesprekken vallen weg of hebben geen geluid, bij alle klanten op die trunk.',
        'The trunk does not answer or gives 5xx; calls drop or have no sound, for all customers on that trunk.',
      ),
      say(
        'Inkomend valt stil terwijl uitgaand werkt, of andersom; nummers zijn vanuit één ander netwerk onbereikbaar.',
        'Incoming falls silent while outgoing works, or the other way round; numbers cannot be reached from one other network.',
      ),
      say(
        'Storingsbericht van de carrier, of veel meldingen in korte tijd.',
        'An outage notice of the carrier, or many reports in a short time.',
      ),
    ],
    severity: say(
      'Hoog als klanten niet kunnen bellen of gebeld worden; kritiek als 112 langs geen enkele weg bereikbaar is.',
      'High when customers cannot call or be called; critical when 112 cannot be reached by any way.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        5,
        say(
          'Open het incident. Noteer carrier, trunks, richting, foutcodes, sinds wanneer, en test vanaf een mobiel en een ander vast net.',
          'Open the incident. Note carrier, trunks, direction, error codes, since when; test from a mobile and another fixed network.',
        ),
      ],
      [
        'triage',
        'coordinator',
        10,
        say(
          'Sluit onszelf uit: werken andere trunks, het internet en DNS? Is iets gewijzigd of verlopen (certificaat, IP-lijst, contract)?',
          'Rule ourselves out: do other trunks, the internet and DNS work? Did anything change or expire (certificate, IP list, contract)?',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        15,
        say(
          'Bewaar SIP-traces van mislukte gesprekken met tijden en Call-ID’s: de carrier vraagt erom, en de afrekening ook.',
          'Keep SIP traces of failed calls with times and Call-IDs: the carrier asks for them, and so does the bill.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        15,
        say(
          'Uitgaand: zet om naar de tweede carrier. Controleer nummerweergave, de route naar 112 met de juiste locatie, en de capaciteit.',
          'Outgoing: switch to the second carrier. Check caller ID, the route to 112 with the right location, and capacity.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        30,
        say(
          'Inkomend: laat de carrier omleiden, of leid vooraf geregelde nummers om naar mobiel. Noteer elke omleiding met einddatum.',
          'Incoming: have the carrier divert, or divert numbers arranged beforehand to mobile. Note each diversion with an end date.',
        ),
      ],
      [
        'inform',
        'communications',
        15,
        say(
          'Open een ticket bij de carrier via het storingsnummer; vraag oorzaak, verwachte duur en escalatiecontact. Herhaal volgens het escalatiepad.',
          'Open a ticket with the carrier on its fault line; ask for cause, expected duration and an escalation contact. Repeat along the escalation path.',
        ),
      ],
      [
        'inform',
        'communications',
        30,
        say(
          'Bericht aan klanten: welke richting, wat wel werkt, 112 via mobiel als vast niet lukt, volgend bericht om … .',
          'Tell customers: which direction, what does work, 112 by mobile when fixed fails, next update at … .',
        ),
      ],
      [
        'inform',
        'coordinator',
        120,
        say(
          'Beslis over meldplichten. Dat de oorzaak bij een ander ligt, neemt die van ons niet weg. Vraag na of de carrier meldt en wat.',
          'Decide on duties to notify. A cause at somebody else does not take ours away. Ask whether the carrier notifies, and what.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Keer pas terug als de carrier het einde meldt en onze proefgesprekken een half uur goed gaan. Eerst testnummers, dan klanten.',
          'Return only when the carrier reports the end and our test calls go well for half an hour. Test numbers first, then customers.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Test bellen in en uit, vanaf mobiel en een ander net, naar mobiel en buitenland, fax- en alarmlijnen, 112. Haal omleidingen weg.',
          'Test calling in and out, from mobile and another network, to mobile and abroad, fax and alarm lines, 112. Remove diversions.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Kijk 24 uur extra mee. Vraag de carrier om een rapport, controleer de rekening van de noodroute, en evalueer binnen vijf werkdagen.',
          'Watch closely for 24 hours. Ask the carrier for a report, check the bill of the emergency route, and review within five working days.',
        ),
      ],
    ],
    never: [
      say('Nummers porteren tijdens de storing.', 'Port numbers during the outage.'),
      say(
        'Klanten een eindtijd beloven die alleen de carrier kent.',
        'Promise customers an end that only the carrier knows.',
      ),
      say(
        'Een route gebruiken waarvan niemand weet waar 112 uitkomt.',
        'Use a route of which nobody knows where 112 ends up.',
      ),
    ],
  });
