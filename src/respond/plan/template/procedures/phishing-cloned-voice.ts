import { procedure, type Say } from '../say.ts';

export const phishingClonedVoice = (say: Say) =>
  procedure({
    type: 'phishing-cloned-voice',
    title: say('Phishing of misleiding met een nagemaakte stem', 'Phishing or social engineering with a cloned voice'),
    signs: [
      say(
        'Een bekende stem vraagt met haast om een betaling, een code, een wachtwoordreset, een omleiding of een nieuw toestel.',
        'A known voice asks in a hurry for a payment, a code, a password reset, a diversion or a new phone.',
      ),
      say(
        'Het nummer op het scherm klopt, maar het verzoek niet; terugbellen mag niet of “kan nu even niet”.',
        'The number on the screen is right but the request is not; calling back is not allowed or “not possible right now”.',
      ),
      say(
        'Meer collega’s of klanten krijgen hetzelfde gesprek, mailtje of bericht.',
        'Several colleagues or customers get the same call, mail or message.',
      ),
    ],
    severity: say(
      'Midden bij een poging; hoog als iets is gegeven of gewijzigd; kritiek bij toegang tot beheer of een grote betaling.',
      'Medium for an attempt; high when something was given or changed; critical with access to management or a large payment.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        5,
        say(
          'Hang op. Niemand krijgt verwijten. Open het incident en schrijf direct op: nummer, tijd, woorden, wat gevraagd en wat gegeven is.',
          'Hang up. Nobody is blamed. Open the incident and write down at once: number, time, words, what was asked and what was given.',
        ),
      ],
      [
        'triage',
        'coordinator',
        15,
        say(
          'Bel degene wiens stem het leek op het nummer dat wij al hadden, of via een tweede persoon. Gebruik het afgesproken controlewoord als dat er is.',
          'Call the person whose voice it seemed to be on the number we already had, or through a second person. Use the agreed check word if there is one.',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        30,
        say(
          'Bewaar CDR en SIP-gegevens van het gesprek, opname of voicemail als die er rechtmatig is, mails met kopregels, chatberichten.',
          'Keep CDR and SIP data of the call, a recording or voicemail if there lawfully is one, mails with headers, chat messages.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        15,
        say(
          'Draai terug wat is gedaan: reset, omleiding, nieuw toestel, MFA-wijziging. Blokkeer het account tot de eigenaar zich heeft gemeld.',
          'Undo what was done: reset, diversion, new phone, MFA change. Block the account until the owner has come forward.',
        ),
      ],
      [
        'contain',
        'coordinator',
        15,
        say(
          'Betaling gedaan? Bel meteen de bank om terug te halen; daarna de politie. Minuten tellen.',
          'Payment made? Call the bank at once to recall it; then the police. Minutes count.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        30,
        say(
          'Zet wachtwoordresets, simwissels, porteringen en omleidingen voor deze klant op “alleen met terugbellen en een tweede persoon”.',
          'Put password resets, SIM swaps, porting and diversions for this customer on “only with calling back and a second person”.',
        ),
      ],
      [
        'inform',
        'communications',
        60,
        say(
          'Waarschuw collega’s en klanten die hetzelfde kunnen krijgen: wat er gevraagd wordt, dat wij dat nooit vragen, waar te melden.',
          'Warn colleagues and customers who may get the same: what is asked, that we never ask it, where to report.',
        ),
      ],
      [
        'inform',
        'coordinator',
        240,
        say(
          'Beslis over meldplichten, aangifte, en het melden van het nummer bij de carrier. Zijn er gegevens gegeven: volg ook de procedure datalek.',
          'Decide on duties to notify, a police report, and reporting the number to the carrier. When data was given, follow the data leak procedure too.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Controleer 30 dagen terug of dezelfde beller eerder slaagde, en bekijk alle accounts die de misleide persoon kan wijzigen.',
          'Check 30 days back whether the same caller succeeded before, and look at all accounts the misled person can change.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Geef toegang terug na identiteitscontrole langs een tweede weg. Vervang alles wat genoemd of gedeeld is.',
          'Give access back after checking identity by a second way. Replace everything that was named or shared.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Bespreek het gesprek zonder schuldvraag, pas de controlevragen aan en oefen ze. Evaluatie binnen vijf werkdagen.',
          'Talk the call through without blame, adapt the check questions and practise them. Review within five working days.',
        ),
      ],
    ],
    never: [
      say(
        'Een stem, gezicht of nummerweergave als bewijs van identiteit nemen.',
        'Take a voice, a face or a caller ID as proof of identity.',
      ),
      say('Codes, wachtwoorden of resets geven aan wie belt.', 'Give codes, passwords or resets to whoever calls.'),
      say('De beller aan de lijn houden om hem te ontmaskeren.', 'Keep the caller on the line to expose them.'),
    ],
  });
