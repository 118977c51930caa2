import { procedure, type Say } from '../say.ts';

export const supplierIncident = (say: Say) =>
  procedure({
    type: 'supplier-incident',
    title: say('Incident bij een leverancier', 'Supplier incident'),
    signs: [
      say(
        'De leverancier van PBX, SBC, hosting, beheer op afstand of een bibliotheek meldt een lek, inbraak of aanval.',
        'The supplier of PBX, SBC, hosting, remote management or a library reports a leak, intrusion or attack.',
      ),
      say(
        'Een ernstige kwetsbaarheid wordt bekend in iets wat wij of klanten gebruiken, zeker als zij al misbruikt wordt.',
        'A serious vulnerability becomes known in something we or customers use, the more so when it is already exploited.',
      ),
      say(
        'Een update gedraagt zich vreemd, of verkeer gaat naar plaatsen waar de leverancier niet zit.',
        'An update behaves strangely, or traffic goes where the supplier is not.',
      ),
    ],
    severity: say(
      'Midden zolang wij het niet gebruiken of het niet bereikbaar is; hoog als het bereikbaar is; kritiek bij tekenen van misbruik bij ons of een klant.',
      'Medium while we do not use it or it cannot be reached; high when it can; critical with signs of abuse at us or a customer.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        15,
        say(
          'Open het incident. Noteer leverancier, product, versie, bron van het bericht en wat erin staat. Controleer het bericht langs een tweede weg.',
          'Open the incident. Note supplier, product, version, source of the message and what it says. Check the message by a second way.',
        ),
      ],
      [
        'triage',
        'technical-lead',
        60,
        say(
          'Maak de lijst: waar gebruiken wij en klanten het, welke versie, bereikbaar waarvandaan, met welke rechten en sleutels.',
          'Make the list: where we and customers use it, which version, reachable from where, with which rights and keys.',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        120,
        say(
          'Stel logs veilig vanaf de dag die de leverancier noemt, en ruim daarvoor. Stop automatische updates van dat product.',
          'Preserve logs from the day the supplier names, and well before. Stop automatic updates of that product.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        60,
        say(
          'Sluit af wat niet nodig is: beheer op afstand van de leverancier, beheerportalen vanaf internet, koppelingen. Met einddatum en eigenaar.',
          'Close what is not needed: remote management by the supplier, management portals from the internet, links. With an end date and an owner.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        120,
        say(
          'Neem de tijdelijke maatregel of update van de leverancier over, eerst op één systeem. Vervang wachtwoorden, API-sleutels en certificaten die de leverancier kende.',
          'Apply the supplier’s workaround or update, on one system first. Replace passwords, API keys and certificates the supplier knew.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        120,
        say(
          'Zoek met de kenmerken die bekend zijn naar misbruik bij ons en bij klanten. Gevonden: volg ook de procedure voor wat er gevonden is.',
          'Search for abuse at us and at customers with the signs that are known. Found: follow the procedure for what was found too.',
        ),
      ],
      [
        'inform',
        'communications',
        240,
        say(
          'Vertel klanten die het gebruiken: wat bekend is, wat wij deden, wat zij moeten doen, volgend bericht om … . Noem alleen wat de leverancier of wij hebben bevestigd.',
          'Tell customers who use it: what is known, what we did, what they have to do, next update at … . Name only what the supplier or we confirmed.',
        ),
      ],
      [
        'inform',
        'coordinator',
        240,
        say(
          'Beslis over meldplichten: een incident bij een leverancier kan bij ons significant zijn. Vraag de leverancier schriftelijk om feiten en termijnen volgens contract.',
          'Decide on duties to notify: an incident at a supplier can be significant at us. Ask the supplier in writing for facts and times under the contract.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Breng alles op de herstelde versie, controleer de herkomst (handtekening, hash) en bouw opnieuw wat niet te vertrouwen is.',
          'Bring everything to the repaired version, check where it comes from (signature, hash) and rebuild what cannot be trusted.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Open koppelingen één voor één. Test registreren, bellen in, bellen uit, 112. Kijk extra mee met verkeer van en naar de leverancier.',
          'Open links one at a time. Test registering, calling in, calling out, 112. Watch traffic from and to the supplier closely.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Bespreek met de leverancier oorzaak en verbeteringen, herzie de afspraken en het alternatief. Evaluatie binnen vijf werkdagen.',
          'Discuss cause and improvements with the supplier, revise agreements and the alternative. Review within five working days.',
        ),
      ],
    ],
    never: [
      say(
        'Wachten op de leverancier voordat je zelf afsluit wat kan.',
        'Wait for the supplier before closing what you can yourself.',
      ),
      say('Een update installeren vanaf een link in een bericht.', 'Install an update from a link in a message.'),
      say(
        'Tegenover klanten de schuld toewijzen voordat de feiten er zijn.',
        'Assign blame towards customers before the facts are there.',
      ),
    ],
  });
