import { procedure, type Say } from '../say.ts';

export const tollFraud = (say: Say) =>
  procedure({
    type: 'toll-fraud',
    title: say('Belfraude', 'Toll fraud'),
    signs: [
      say(
        'Meer gelijktijdige of duurdere gesprekken naar het buitenland of naar betaalnummers dan deze klant normaal heeft, vaak buiten kantooruren.',
        'More simultaneous or more expensive calls abroad or to premium numbers than this customer normally has, often outside office hours.',
      ),
      say(
        'Een account of trunk die belt vanaf een adres, netwerk of land waar de klant niet zit.',
        'An account or trunk that calls from an address, network or country where the customer is not.',
      ),
      say(
        'Een waarschuwing van de carrier over kosten of over een bestemming; een doorschakeling die niemand heeft ingesteld.',
        'A warning of the carrier about costs or a destination; a forward that nobody set.',
      ),
    ],
    severity: say(
      'Hoog zodra er nu gebeld wordt; kritiek als het bedrag per minuut niet te stoppen is of meer klanten geraakt zijn. Bij twijfel de hogere.',
      'High as soon as calls run now; critical when the money per minute cannot be stopped or more customers are hit. When unsure, the higher.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        5,
        say(
          'Open het incident. Noteer klant, account of trunk, bestemmingen, aantal lopende gesprekken, euro per minuut en sinds wanneer.',
          'Open the incident. Note customer, account or trunk, destinations, running calls, euros per minute and since when.',
        ),
      ],
      [
        'triage',
        'coordinator',
        10,
        say(
          'Neem de leiding, wijs een notulist aan en bepaal de ernst. Kijk of het een bekende reis, campagne of conference van de klant kan zijn; bel daarvoor een contact dat al bij ons vastligt.',
          'Take the lead, name a scribe and set the severity. See whether it can be a known trip, campaign or conference of the customer; to ask, call a contact we already have on record.',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        15,
        say(
          'Stel veilig: CDR’s van de laatste 30 dagen, SIP-logs en de IP-adressen achter de gesprekken, registraties, beheerderslogins, doorschakelingen. Noteer begin, einde en gesprekken per uur. Wacht niet met inperken als het veiligstellen langer duurt dan een paar minuten: de logs staan er straks nog, het geld niet.',
          'Preserve: CDRs of the last 30 days, SIP logs and the IP addresses behind the calls, registrations, administrator logins, forwards. Note start, end and calls per hour. When preserving takes more than a few minutes, do not hold up containment: logs will still be there, the money will not.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        15,
        say(
          'Stop internationaal bellen en betaalnummers voor deze klant of dit account, met een einddatum en een eigenaar. 112 en andere alarmnummers blijven altijd open.',
          'Stop international calling and premium numbers for this customer or account, with an end date and an owner. 112 and other emergency numbers always stay open.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        20,
        say(
          'Beëindig de lopende frauduleuze gesprekken en controleer op de SBC dat ze weg zijn; een verwijderde registratie beëindigt geen gesprek.',
          'End the running fraudulent calls and check on the SBC that they are gone; removing a registration ends no call.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        30,
        say(
          'Blokkeer het account en het bronadres, verander de SIP-gegevens en het provisioning-bestand, en haal onbekende doorschakelingen, toestellen en beheerders weg.',
          'Block the account and the source address, change the SIP credentials and the provisioning file, and remove unknown forwards, devices and administrators.',
        ),
      ],
      [
        'inform',
        'communications',
        30,
        say(
          'Meld het bij de carrier met voorbeelden (van, naar, tijd, duur) en vraag om blokkade van de bestemming en om het vasthouden van de afrekening. Noteer het ticketnummer.',
          'Tell the carrier with examples (from, to, time, duration); ask for a block of the destination and a hold on settlement. Note the ticket number.',
        ),
      ],
      [
        'inform',
        'communications',
        60,
        say(
          'Bel de klant: wat er gebeurt, wat we gestopt hebben, wat nu niet werkt, wanneer het volgende bericht komt. Zeg niets toe over kosten.',
          'Call the customer: what happens, what we stopped, what does not work now, when the next update comes. Promise nothing about costs.',
        ),
      ],
      [
        'inform',
        'coordinator',
        240,
        say(
          'Beslis over meldplichten en leg het waarom vast. Overweeg aangifte bij de politie en melding bij de verzekeraar.',
          'Decide on duties to notify and record why. Consider a report to the police and to the insurer.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Zoek de ingang: zwak of gelekt wachtwoord, open beheer, oude firmware, doorschakeling, voicemail. Zoek hetzelfde bij andere klanten.',
          'Find the way in: weak or leaked password, open management, old firmware, a forward, voicemail. Look for the same at other customers.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Geef bellen in stappen terug: eerst nationaal, dan de landen die de klant gebruikt, met een daglimiet. Test registreren, bellen in, bellen uit en de route naar 112 volgens de afspraak met de carrier.',
          'Give calling back in steps: national first, then the countries the customer uses, with a daily limit. Test registering, calling in, calling out and the route to 112 as agreed with the carrier.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Kijk 14 dagen extra mee. Ruim tijdelijke maatregelen op, bereken de schade, en houd binnen vijf werkdagen de evaluatie.',
          'Watch closely for 14 days. Undo temporary measures, add up the damage, and hold the review within five working days.',
        ),
      ],
    ],
    never: [
      say(
        'De hele klant afsluiten zolang gericht stoppen kan.',
        'Cut the whole customer off while a narrower stop will do.',
      ),
      say('112 of een ander alarmnummer blokkeren of omleiden.', 'Block or divert 112 or another emergency number.'),
      say(
        'Terugbellen naar een nummer dat de melder zelf opgeeft om iets te controleren.',
        'Call back a number the caller gave you in order to check something.',
      ),
    ],
  });
