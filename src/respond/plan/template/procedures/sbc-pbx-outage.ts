import { procedure, type Say } from '../say.ts';

export const sbcPbxOutage = (say: Say) =>
  procedure({
    type: 'sbc-pbx-outage',
    title: say('Uitval van SBC of PBX', 'SBC or PBX outage'),
    signs: [
      say(
        'Toestellen verliezen hun registratie; bellen in of uit mislukt bij meer klanten tegelijk.',
        'Phones lose their registration; calling in or out fails for several customers at once.',
      ),
      say(
        'Proefgesprekken of OPTIONS krijgen geen antwoord; de andere helft van een cluster neemt niet over.',
        'Test calls or OPTIONS get no answer; the other half of a cluster does not take over.',
      ),
      say(
        'Kort hiervoor was er een wijziging, update, verlopen certificaat of volle schijf.',
        'Shortly before there was a change, an update, an expired certificate or a full disk.',
      ),
    ],
    severity: say(
      'Hoog zodra een klant niet kan bellen; kritiek als 112 niet gebeld kan worden of meer dan één klant uitligt.',
      'High as soon as a customer cannot call; critical when 112 cannot be called or more than one customer is out.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        5,
        say(
          'Open het incident. Noteer welk systeem, welke klanten, sinds wanneer, laatste wijziging, en of 112 werkt.',
          'Open the incident. Note which system, which customers, since when, the last change, and whether 112 works.',
        ),
      ],
      [
        'triage',
        'coordinator',
        10,
        say(
          'Neem de leiding en kies: herstellen of omzetten. Is na tien minuten niet duidelijk wat het is, zet dan om; zoeken kan daarna.',
          'Take the lead and choose: repair or switch. When it is not clear after ten minutes what it is, switch; search afterwards.',
        ),
      ],
      [
        'triage',
        'technical-lead',
        15,
        say(
          'Sluit kwade opzet niet uit: kijk naar logins, wijzigingen en verkeer van vlak voor de uitval.',
          'Do not rule out malice: look at logins, changes and traffic from just before the outage.',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        15,
        say(
          'Bewaar logs, crashdump, configuratie en tellers vóór een herstart, voor zover dat de omzetting niet ophoudt.',
          'Keep logs, crash dump, configuration and counters before a restart, as far as that does not hold up switching.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        15,
        say(
          'Zet om naar de tweede SBC of PBX. Lukt dat niet: leid inkomend verkeer bij de carrier om naar de noodroute of naar mobiele nummers van de klant.',
          'Switch to the second SBC or PBX. If that fails: divert incoming traffic at the carrier to the emergency route or to mobile numbers of the customer.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        20,
        say(
          'Test via de noodroute: bellen in, bellen uit, nummerweergave en de route naar 112 volgens de afspraak met de carrier.',
          'Test over the emergency route: calling in, calling out, caller ID and the route to 112 as agreed with the carrier.',
        ),
      ],
      [
        'inform',
        'communications',
        30,
        say(
          'Bericht aan geraakte klanten langs een kanaal dat niet van dit systeem afhangt: wat niet werkt, 112 via mobiel, volgend bericht om … .',
          'Tell affected customers by a channel that does not depend on this system: what does not work, 112 by mobile, next update at … .',
        ),
      ],
      [
        'inform',
        'coordinator',
        60,
        say(
          'Open een ticket met de hoogste prioriteit bij de leverancier. Beslis over meldplichten: langdurige of brede uitval kan significant zijn, ook zonder aanval.',
          'Open a ticket of the highest priority with the supplier. Decide on duties to notify: a long or wide outage can be significant without any attack.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Herstel of herbouw het systeem uit een bekende goede configuratie; draai de laatste wijziging terug als die de oorzaak kan zijn.',
          'Repair or rebuild the system from a configuration known to be good; roll back the last change if it may be the cause.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Keer in stappen terug: eerst één klant of testnummer, dan een kwart, dan alles. Spreid registraties, zodat niet alles tegelijk terugkomt.',
          'Return in steps: first one customer or test number, then a quarter, then all. Spread registrations, so that not everything comes back at once.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Test registreren, bellen in, bellen uit, doorverbinden, wachtrijen, opnames, fax- en alarmlijnen, 112. Haal omleidingen bij de carrier weg.',
          'Test registering, calling in, calling out, transfer, queues, recording, fax and alarm lines, 112. Remove diversions at the carrier.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Kijk 48 uur extra mee. Evaluatie binnen vijf werkdagen: waarom nam de reserve wel of niet over, en haalden we de streeftijden?',
          'Watch closely for 48 hours. Review within five working days: why did the spare take over or not, and did we meet the target times?',
        ),
      ],
    ],
    never: [
      say('Beide helften van een cluster tegelijk herstarten.', 'Restart both halves of a cluster at once.'),
      say('Tijdens de storing andere wijzigingen doen.', 'Make other changes during the outage.'),
      say(
        '112 testen door zomaar 112 te bellen: gebruik de afspraak met de carrier.',
        'Test 112 by simply calling 112: use the arrangement with the carrier.',
      ),
    ],
  });
