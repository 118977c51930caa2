import { procedure, type Say } from '../say.ts';

export const dataLeak = (say: Say) =>
  procedure({
    type: 'data-leak',
    title: say('Datalek', 'Data leak'),
    signs: [
      say(
        'Gespreksgegevens, opnames, voicemail, adresboeken of wachtwoorden zijn buiten de kring van wie ze mag zien.',
        'Call data, recordings, voicemail, address books or passwords are outside the circle of those who may see them.',
      ),
      say(
        'Een portaal, export, back-up of provisioning-server staat open; een klant ziet gegevens van een ander.',
        'A portal, export, backup or provisioning server is open; one customer sees data of another.',
      ),
      say(
        'Verloren laptop of telefoon, verkeerd verstuurde mail, of iemand biedt onze gegevens aan.',
        'A lost laptop or phone, a mail sent to the wrong person, or somebody offers our data.',
      ),
    ],
    severity: say(
      'Hoog bij persoonsgegevens; kritiek bij opnames, wachtwoorden, gegevens van meer klanten of van mensen in een kwetsbare positie.',
      'High with personal data; critical with recordings, passwords, data of several customers or of people in a vulnerable position.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        10,
        say(
          'Open het incident. Noteer precies wanneer wij het wisten: termijnen lopen vanaf dat moment. Welke gegevens, van wie, hoeveel, sinds wanneer, wie kon erbij.',
          'Open the incident. Note exactly when we knew: time limits run from then. Which data, whose, how much, since when, who could see it.',
        ),
      ],
      [
        'triage',
        'coordinator',
        30,
        say(
          'Betrek wie over privacy gaat. Bepaal per soort gegevens of wij verwerkingsverantwoordelijke of verwerker zijn; als verwerker melden we zonder onnodige vertraging aan de klant.',
          'Bring in whoever answers for privacy. Decide for each kind of data whether we are controller or processor; as processor we tell the customer without undue delay.',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        30,
        say(
          'Bewaar toegangslogs, de instelling die openstond en een afdruk van wat zichtbaar was, versleuteld en met beperkte toegang.',
          'Keep access logs, the setting that was open and a copy of what was visible, encrypted and with few able to see it.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        30,
        say(
          'Sluit de toegang: portaal, deelkoppeling, account, apparaat op afstand wissen. Vervang gelekte wachtwoorden, sleutels en SIP-gegevens.',
          'Close the access: portal, shared link, account, wipe the device. Replace leaked passwords, keys and SIP credentials.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        60,
        say(
          'Vraag ontvangers schriftelijk om te verwijderen en dat te bevestigen. Vraag zoekmachines om kopieën weg te halen.',
          'Ask recipients in writing to delete it and to confirm. Ask search engines to remove copies.',
        ),
      ],
      [
        'inform',
        'coordinator',
        240,
        say(
          'Beoordeel het risico voor betrokkenen. Datalek met risico: melden bij de privacytoezichthouder zonder onnodige vertraging, uiterlijk 72 uur nadat we het wisten (AVG art. 33). Niet melden: leg vast waarom.',
          'Judge the risk for the people concerned. A leak with a risk: notify the data protection authority without undue delay, at most 72 hours after we knew (GDPR art. 33). Not notifying: record why.',
        ),
      ],
      [
        'inform',
        'coordinator',
        240,
        say(
          'Aanbieder van openbare telefonie? Dan kan een kortere termijn van 24 uur gelden (Verordening (EU) 611/2013). Vraag het de toezichthouder als je twijfelt. Beslis ook over NIS2: 24 uur en 72 uur.',
          'Offering public telephony? Then a shorter limit of 24 hours may hold (Regulation (EU) 611/2013). Check with your authority when in doubt. Decide on NIS2 too: 24 hours and 72 hours.',
        ),
      ],
      [
        'inform',
        'communications',
        480,
        say(
          'Bij hoog risico: vertel de betrokkenen in gewone woorden wat er gelekt is, wat het kan betekenen, wat wij doen en wat zij kunnen doen.',
          'With a high risk: tell the people concerned in plain words what leaked, what it can mean, what we do and what they can do.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Zoek de oorzaak en dezelfde opening elders. Controleer rechten, bewaartermijnen en back-ups.',
          'Find the cause and the same opening elsewhere. Check rights, retention and backups.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Open de dienst weer na een controle door een tweede persoon: een klant ziet alleen zichzelf, een vreemde ziet niets.',
          'Open the service again after a check by a second person: a customer sees only itself, a stranger sees nothing.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Zet het in het register van datalekken, ook als het niet gemeld is. Evaluatie binnen vijf werkdagen; eindrapporten op tijd.',
          'Enter it in the register of leaks, even when it was not notified. Review within five working days; final reports on time.',
        ),
      ],
    ],
    never: [
      say(
        'Wachten met melden tot alles bekend is: melden kan in delen.',
        'Wait with notifying until all is known: it can be done in parts.',
      ),
      say(
        'De gelekte gegevens rondsturen om te laten zien wat er lekte.',
        'Send the leaked data around to show what leaked.',
      ),
      say(
        'Logs opschonen of de opening sluiten zonder die vast te leggen.',
        'Clean logs or close the opening without recording it.',
      ),
    ],
  });
