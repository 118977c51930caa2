import { procedure, type Say } from '../say.ts';

export const ddosSip = (say: Say) =>
  procedure({
    type: 'ddos-sip',
    title: say('DDoS of TDoS op SIP', 'DDoS or TDoS on SIP'),
    signs: [
      say(
        'SBC of PBX is traag of antwoordt niet; veel meer INVITE-, REGISTER- of OPTIONS-verzoeken dan normaal; de lijn naar buiten loopt vol.',
        'SBC or PBX is slow or silent; far more INVITE, REGISTER or OPTIONS requests than normal; the line out is full.',
      ),
      say(
        'TDoS: heel veel korte of stille oproepen naar één klant of nummer, vaak met wisselende of nagemaakte nummers.',
        'TDoS: very many short or silent calls to one customer or number, often with changing or forged numbers.',
      ),
      say('Een afpersbericht of aankondiging vooraf.', 'An extortion message or announcement beforehand.'),
    ],
    severity: say(
      'Hoog als klanten niet kunnen bellen; kritiek als 112 geraakt is, als een zorg- of hulpdienst geraakt is, of als meer dan één klant uitligt.',
      'High when customers cannot call; critical when 112 is affected, when a care or rescue service is hit, or when more than one customer is out.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        5,
        say(
          'Open het incident. Noteer doel (adres, trunk, nummer), soort verkeer, omvang per seconde, begin, en of bellen naar 112 nog werkt.',
          'Open the incident. Note the target (address, trunk, number), kind of traffic, volume per second, start, and whether calling 112 still works.',
        ),
      ],
      [
        'triage',
        'coordinator',
        10,
        say(
          'Bepaal: netwerk vol (volume), server overbelast (SIP-verzoeken) of telefoons bezet (TDoS). De maatregelen verschillen. Let op een tweede aanval achter deze: fraude of inbraak.',
          'Decide: network full (volume), server overloaded (SIP requests) or phones busy (TDoS). What helps differs. Look for a second attack behind this one: fraud or intrusion.',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        15,
        say(
          'Neem een korte capture (een minuut is genoeg), bewaar tellers van router en SBC, logs, en het afpersbericht met kopregels.',
          'Take a short capture (a minute is enough); keep counters of router and SBC, logs, and the extortion message with its headers.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        15,
        say(
          'Sluit de deur voor onbekenden: alleen bronnen die de laatste 30 dagen werkten, of alleen eigen landen, met een einddatum. Afzenders van UDP kunnen nagemaakt zijn: blokkeer op bewijs, niet op één pakket.',
          'Shut the door to strangers: only sources that worked in the last 30 days, or only home countries, with an end date. Senders of UDP can be forged: block on proof, not on one packet.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        20,
        say(
          'Beperk verzoeken per bron en per trunk. Bij TDoS: beperk gelijktijdige oproepen per doelnummer, laat bekende bellers voor, zet een keuzemenu ervoor.',
          'Limit requests per source and per trunk. For TDoS: limit simultaneous calls per called number, let known callers first, put a menu in front.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        20,
        say(
          'Bij volume: vraag de internetprovider of de wasstraat om te filteren; geef doel, poorten en voorbeelden. Noteer het ticket.',
          'For volume: ask the internet provider or scrubbing service to filter; give target, ports and examples. Note the ticket.',
        ),
      ],
      [
        'contain',
        'coordinator',
        30,
        say(
          'Zet de noodroute aan als bellen niet binnen de streeftijd terug is. Test bellen in, bellen uit en de route naar 112 volgens de afspraak met de carrier.',
          'Switch to the emergency route when calling is not back within its target time. Test calling in, calling out and the route to 112 as agreed with the carrier.',
        ),
      ],
      [
        'inform',
        'communications',
        30,
        say(
          'Bericht aan geraakte klanten en statuspagina: wat niet werkt, hoe zij nu 112 bellen (mobiel), volgend bericht om … . Noem geen details die de aanvaller helpen.',
          'Tell affected customers and the status page: what does not work, how to call 112 now (by mobile), next update at … . No details that help the attacker.',
        ),
      ],
      [
        'inform',
        'coordinator',
        120,
        say(
          'Beslis over meldplichten (vaak significant bij uitval) en leg vast wanneer we het wisten. Overweeg aangifte; betaal niet zonder besluit van de directie en overleg met de politie.',
          'Decide on duties to notify (an outage often is significant) and record when we knew. Consider a report to the police; pay nothing without a decision of management and talking to the police.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Laat maatregelen één voor één los, met telkens een kwartier meekijken. De zwaarste het laatst.',
          'Lift measures one at a time, watching for a quarter of an hour each. The heaviest goes last.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Test registreren, bellen in, bellen uit, 112, faxen en alarmlijnen. Controleer dat geen klant nog geblokkeerd is.',
          'Test registering, calling in, calling out, 112, fax and alarm lines. Check that no customer is still blocked.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Kijk zeven dagen extra mee: aanvallers komen terug. Evaluatie binnen vijf werkdagen, met capaciteit en noodroute op de agenda.',
          'Watch closely for seven days: attackers come back. Review within five working days, with capacity and the emergency route on the agenda.',
        ),
      ],
    ],
    never: [
      say('SBC’s blijven herstarten: dat maakt de uitval langer.', 'Keep restarting SBCs: it makes the outage longer.'),
      say(
        'Een heel land blokkeren zonder te kijken welke klanten daar zitten.',
        'Block a whole country without looking which customers are there.',
      ),
      say('Antwoorden op een afpersbericht.', 'Answer an extortion message.'),
    ],
  });
