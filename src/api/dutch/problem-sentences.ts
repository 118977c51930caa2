/**
 * Dutch for what the API refuses and why, by the English sentence; `{}` stands for whatever is said there, in the same order.
 * A test reads every refusal out of the program and finds it here.
 */
export const problemSentences: Readonly<Record<string, string>> = {
  // Titles.
  'Bad request': 'Ongeldig verzoek',
  'Not signed in': 'Niet aangemeld',
  'Not allowed': 'Niet toegestaan',
  'Not found': 'Niet gevonden',
  'Method not allowed': 'Methode niet toegestaan',
  'Not acceptable': 'Niet aanvaardbaar',
  'Too slow': 'Te traag',
  Conflict: 'Conflict',
  Gone: 'Verdwenen',
  'Length required': 'Lengte nodig',
  'Changed since': 'Intussen gewijzigd',
  'Too large': 'Te groot',
  'Address too long': 'Adres te lang',
  'Unsupported media type': 'Inhoudstype niet ondersteund',
  'Expectation failed': 'Verwachting niet ingelost',
  'Misdirected request': 'Verkeerd geadresseerd',
  'Cannot be done': 'Kan niet',
  'Version needed': 'Versie nodig',
  'Too many requests': 'Te veel verzoeken',
  'Headers too large': 'Koppen te groot',
  'Internal error': 'Interne fout',
  Unavailable: 'Niet beschikbaar',

  // What fields are not (the library that checks them says it so).
  'Too big: expected string to have <={} characters': 'Te lang: ten hoogste {} tekens',
  'Too small: expected string to have >={} characters': 'Te kort: ten minste {} tekens',
  'Too big: expected array to have <={} items': 'Te veel: ten hoogste {}',
  'Too small: expected array to have >={} items': 'Te weinig: ten minste {}',
  'Too big: expected {} to be <={}': 'Te groot ({}): ten hoogste {}',
  'Too big: expected {} to be <{}': 'Te groot ({}): minder dan {}',
  'Too small: expected {} to be >={}': 'Te klein ({}): ten minste {}',
  'Too small: expected {} to be >{}': 'Te klein ({}): meer dan {}',
  'Invalid input: expected {}, received undefined': 'Dit ontbreekt ({})',
  'Invalid input: expected {}, received {}': 'Verwacht wordt {}, dit is {}',
  'Invalid input: expected {}': 'Verwacht wordt {}',
  'Invalid input': 'Dit klopt niet',
  'Invalid input ({})': 'Dit klopt niet ({})',
  'Invalid option: expected one of {}': 'Onbekende keuze; kies uit {}',
  'Invalid string: must match pattern {}': 'Dit past niet in {}',
  'Invalid string: must start with {}': 'Dit moet beginnen met {}',
  'Invalid email address': 'Dit is geen e-mailadres',
  'Invalid URL': 'Dit is geen adres van een pagina',
  'Invalid UUID': 'Dit is geen UUID',
  'Invalid ISO date': 'Dit is geen datum',
  'Invalid ISO datetime': 'Dit is geen datum met tijd',
  'Invalid number: must be a multiple of {}': 'Dit moet een veelvoud zijn van {}',
  'Unrecognized key: {}': 'Onbekend veld: {}',
  'Unrecognized keys: {}': 'Onbekende velden: {}',

  // Who may.
  'Access of this customer is suspended.': 'De toegang van deze klant is opgeschort.',
  'Access of this customer is suspended. Ask your provider.':
    'De toegang van deze klant is opgeschort. Vraag het je aanbieder.',
  'Alarms go to people of the provider.': 'Alarmen gaan naar mensen van de aanbieder.',
  'Only a person reads a plan.': 'Alleen een persoon leest een plan.',
  'Only an owner gives a token without an end.': 'Alleen een eigenaar geeft een token zonder einde.',
  'Only people of the provider are asked to take incidents.':
    'Alleen mensen van de aanbieder worden gevraagd een incident op te pakken.',
  'Only the provider adds customers.': 'Alleen de aanbieder voegt klanten toe.',
  'Only the provider decides about data.': 'Alleen de aanbieder beslist over gegevens.',
  'Only the provider decides for everybody.': 'Alleen de aanbieder beslist voor iedereen.',
  'Only the provider erases customers.': 'Alleen de aanbieder wist klanten.',
  'Only the provider has groups.': 'Alleen de aanbieder heeft groepen.',
  'Only the provider imports customers.': 'Alleen de aanbieder importeert klanten.',
  'Only the provider keeps lists of numbers.': 'Alleen de aanbieder houdt nummerlijsten bij.',
  'Only the provider may do this.': 'Alleen de aanbieder mag dit.',
  'Only the provider reviews its policies.': 'Alleen de aanbieder herziet zijn beleid.',
  'Only the provider says which sender belongs to whom.': 'Alleen de aanbieder zegt welke afzender bij wie hoort.',
  'Only the provider sets these.': 'Alleen de aanbieder stelt deze in.',
  'Only the provider sets up sources.': 'Alleen de aanbieder stelt bronnen in.',
  'Only the provider stops everybody.': 'Alleen de aanbieder stopt iedereen.',
  'The chain runs over all customers, so only the provider can go through it.':
    'De keten loopt over alle klanten, dus alleen de aanbieder kan hem nalopen.',
  'This is for people; a token has no profile.': 'Dit is voor mensen; een token heeft geen profiel.',
  'This needs the permission {}.': 'Dit vraagt de bevoegdheid {}.',
  'This role does not fit where the person belongs.': 'Deze rol past niet bij waar de persoon hoort.',
  'This role is for people of another place. Invite them there.':
    'Deze rol is voor mensen van een andere plek. Nodig hen daar uit.',
  'This role is for your own people.': 'Deze rol is voor je eigen mensen.',
  'You cannot give {}: you do not have it yourself.': 'Je kunt {} niet geven: je hebt het zelf niet.',
  'You cannot suspend yourself.': 'Je kunt jezelf niet opschorten.',
  'You may give customer roles only.': 'Je mag alleen klantrollen geven.',
  'You may see one customer only.': 'Je mag maar één klant zien.',
  'This is the last owner who can sign in. Make another owner first.':
    'Dit is de laatste eigenaar die kan aanmelden. Maak eerst een andere eigenaar.',

  // Signing in.
  'An authenticator app is set up already.': 'Er is al een authenticator-app ingesteld.',
  'An authenticator app is set up already. Remove it first.':
    'Er is al een authenticator-app ingesteld. Verwijder die eerst.',
  'Choose a password.': 'Kies een wachtwoord.',
  'E-mail address or password is wrong.': 'E-mailadres of wachtwoord klopt niet.',
  'From this address signing in needs a second factor. Show one, or add one from elsewhere first.':
    'Vanaf dit adres vraagt aanmelden een tweede factor. Toon er een, of voeg er eerst ergens anders een toe.',
  'No mail is set up here. Ask an owner to forget your factors or invite you again.':
    'Er is hier geen mail ingesteld. Vraag een eigenaar je factoren te vergeten of je opnieuw uit te nodigen.',
  'Nobody may sign in from this address. Sign in from elsewhere, or ask whoever manages the policies.':
    'Vanaf dit adres mag niemand aanmelden. Meld je ergens anders aan, of vraag wie het beleid beheert.',
  'Recovery codes belong to an authenticator app; set one up first.':
    'Herstelcodes horen bij een authenticator-app; stel die eerst in.',
  'Show once more that it is you, then repeat this.': 'Toon nog eens dat jij het bent en herhaal dit dan.',
  'Show your second factor first.': 'Toon eerst je tweede factor.',
  'Show your second factor; a password is not enough here.':
    'Toon je tweede factor; een wachtwoord is hier niet genoeg.',
  'Sign in first.': 'Meld je eerst aan.',
  'Single sign-on ({}) does not answer. Sign in another way, or later.':
    'Single sign-on ({}) antwoordt niet. Meld je anders aan, of later.',
  'The current password is wrong.': 'Het huidige wachtwoord klopt niet.',
  'This account is suspended. Ask whoever manages people.': 'Dit account is opgeschort. Vraag wie mensen beheert.',
  'This came from a page of another site.': 'Dit kwam van een pagina van een andere site.',
  'This code is wrong, or was used before.': 'Deze code klopt niet, of is al gebruikt.',
  'This invitation was used, withdrawn or has expired. Ask for a new one.':
    'Deze uitnodiging is gebruikt, ingetrokken of verlopen. Vraag een nieuwe.',
  'This link was used or has expired. Ask for a new one.': 'Deze link is gebruikt of verlopen. Vraag een nieuwe.',
  'This link was used or has expired. Start Belwacht again for a new one.':
    'Deze link is gebruikt of verlopen. Start Belwacht opnieuw voor een nieuwe.',
  'This passkey could not be checked. Begin again.': 'Deze passkey kon niet worden gecontroleerd. Begin opnieuw.',
  'This passkey is not known here, or did not fit.': 'Deze passkey is hier niet bekend, of past niet.',
  'This takes a person with a second factor at hand; a token has none.':
    'Dit vraagt een persoon met een tweede factor bij de hand; een token heeft die niet.',
  'This took too long or went wrong too often. Start again.': 'Dit duurde te lang of ging te vaak mis. Begin opnieuw.',
  'Too many attempts failed. Wait {} s; a browser you have used before does not wait for others.':
    'Te veel pogingen mislukten. Wacht {} s; een browser die je eerder gebruikte, wacht niet op anderen.',
  'Too many went wrong, so this session was ended. Sign in again.':
    'Er ging te veel mis, dus deze sessie is beëindigd. Meld je opnieuw aan.',
  'Type your current password.': 'Typ je huidige wachtwoord.',
  'You signed in a while ago. Sign in again, then add it.':
    'Je hebt je een tijd geleden aangemeld. Meld je opnieuw aan en voeg het dan toe.',
  'Your role needs a second factor. Set one up first.': 'Je rol vraagt een tweede factor. Stel die eerst in.',
  '{} passkeys are enough; remove one first.': '{} passkeys zijn genoeg; verwijder er eerst een.',
  'Take at least {} characters: four words that have nothing to do with each other are easy to remember.':
    'Neem ten minste {} tekens: vier woorden die niets met elkaar te maken hebben, onthoud je makkelijk.',
  'This password is on lists that everybody who guesses tries first. Take another.':
    'Dit wachtwoord staat op lijsten die iedereen die raadt het eerst probeert. Neem een ander.',
  'This password holds your name or e-mail address, which who guesses tries first. Take another.':
    'In dit wachtwoord staat je naam of e-mailadres; wie raadt, probeert dat het eerst. Neem een ander.',
  'This password is easy to guess: it repeats itself or follows a pattern. Add words that do not belong together.':
    'Dit wachtwoord is makkelijk te raden: het herhaalt zich of volgt een patroon. Voeg woorden toe die niet bij elkaar horen.',

  // Tokens and what a request is.
  'A change with a session needs an Origin header. Scripts use an API token.':
    'Een wijziging met een sessie vraagt een Origin-kop. Scripts gebruiken een API-token.',
  'A key has 1 to 128 visible ASCII characters, such as a UUID.':
    'Een sleutel heeft 1 tot 128 zichtbare ASCII-tekens, zoals een UUID.',
  'A proxy on this machine passes this on and is not in the settings: set http.trusted_proxies to 127.0.0.1 and http.public_url.':
    'Een proxy op deze machine geeft dit door en staat niet in de instellingen: zet http.trusted_proxies op 127.0.0.1 en stel http.public_url in.',
  'A token of a customer cannot have {}.': 'Een token van een klant kan {} niet hebben.',
  'A token of kind {} opens one door; it takes no permissions.':
    'Een token van de soort {} opent één deur; bevoegdheden heeft het niet.',
  'At most {} streams of one caller. Close another one first.':
    'Ten hoogste {} streams per aanroeper. Sluit er eerst een.',
  'Enough of these run at the moment. Try again when they are done.':
    'Hiervan lopen er nu genoeg. Probeer opnieuw als ze klaar zijn.',
  'Give one host, such as crm.example.nl or 192.0.2.9:8443.': 'Geef één host, zoals crm.example.nl of 192.0.2.9:8443.',
  'Give a set or single permissions, not both.': 'Geef een set of losse bevoegdheden, niet allebei.',
  'If-Match takes the ETag of an answer, such as "3", or *.':
    'If-Match neemt de ETag van een antwoord, zoals "3", of *.',
  'Metrics are for this machine only.': 'Meetwaarden zijn alleen voor deze machine.',
  'Only over TLS: {}.': 'Alleen over TLS: {}.',
  'Say in If-Match which version you saw: the ETag of the answer you read.':
    'Zeg in If-Match welke versie je zag: de ETag van het antwoord dat je las.',
  'Send the body as it is, not packed.': 'Stuur de inhoud zoals die is, niet ingepakt.',
  'The body is nested more than {} deep.': 'De inhoud is meer dan {} lagen diep.',
  'The body is no JSON.': 'De inhoud is geen JSON.',
  'The body is empty.': 'De inhoud is leeg.',
  'The body is not as long as Content-Length says.': 'De inhoud is niet zo lang als Content-Length zegt.',
  'The body is not UTF-8.': 'De inhoud is geen UTF-8.',
  'The address cannot be read: a % must be followed by two hexadecimal digits of UTF-8.':
    'Het adres is niet te lezen: na een % horen twee hexadecimale cijfers van UTF-8.',
  'A part of the address is too long.': 'Een deel van het adres is te lang.',
  'The proxy does not say for whom it asks: let it set X-Forwarded-For.':
    'De proxy zegt niet voor wie hij vraagt: laat hem X-Forwarded-For zetten.',
  'The request cannot be read.': 'Het verzoek is niet te lezen.',
  'The request is larger than this route takes.': 'Het verzoek is groter dan hier mag.',
  'The request with this key is still running. Ask again in a moment.':
    'Het verzoek met deze sleutel loopt nog. Vraag het zo opnieuw.',
  'The server stopped while this ran. It was done at least in part; look, and use a new key for what is left.':
    'De server stopte terwijl dit liep. Het is ten minste voor een deel gedaan; kijk, en neem een nieuwe sleutel voor de rest.',
  'There is nothing here.': 'Hier is niets.',
  'This holds a NUL or half a character.': 'Hierin staat een NUL of een half teken.',
  'This is no cursor of this list.': 'Dit is geen cursor van deze lijst.',
  'This key was used for another request. Make a new key for each act.':
    'Deze sleutel is voor een ander verzoek gebruikt. Maak voor elke handeling een nieuwe.',
  'This port is for the proxy. Use {}.': 'Deze poort is voor de proxy. Gebruik {}.',
  'This route does not take that content type.': 'Dit inhoudstype wordt hier niet aangenomen.',
  'This route takes a file as a stream and no key.': 'Hier komt een bestand als stroom, zonder sleutel.',
  'This route takes a token of kind {}.': 'Hier hoort een token van de soort {}.',
  'This server does not go by that name. Set http.public_url to the address people use.':
    'Deze server heet zo niet. Zet http.public_url op het adres dat mensen gebruiken.',
  'This token has come to its end. Make a new one.': 'Dit token is verlopen. Maak een nieuw.',
  'Who made this token may not sign in any more. Make a new one.':
    'Wie dit token maakte, mag niet meer aanmelden. Maak een nieuw.',
  'The customer of this token is suspended.': 'De klant van dit token is opgeschort.',
  'This token is about another customer.': 'Dit token gaat over een andere klant.',
  'This token is no API token, or was withdrawn.': 'Dit is geen API-token, of het is ingetrokken.',
  'This was done. Its answer is not kept, since it is long or holds a secret that is shown once.':
    'Dit is gedaan. Het antwoord is niet bewaard, omdat het lang is of een geheim bevat dat één keer wordt getoond.',
  'Too many keys within 24 hours.': 'Te veel sleutels binnen 24 uur.',
  'Too many requests: at most {} in {} seconds. Try again in {} s.':
    'Te veel verzoeken: ten hoogste {} in {} seconden. Probeer opnieuw over {} s.',
  'Too many screens are open at once.': 'Er staan te veel schermen tegelijk open.',
  'Too many searches at once. Wait for those that run.': 'Te veel zoekvragen tegelijk. Wacht op wat loopt.',
  'Too much at once. Try again in a moment.': 'Te veel tegelijk. Probeer zo opnieuw.',
  'Too much waits to be stored. Nothing of this was taken; send it again in a moment.':
    'Er wacht te veel om te worden opgeslagen. Hiervan is niets aangenomen; stuur het zo opnieuw.',
  'Write the passphrase as percent-encoded UTF-8, 500 characters at most.':
    'Schrijf de wachtzin als UTF-8 met procenttekens, ten hoogste 500 tekens.',
  'Write the reason as percent-encoded UTF-8.': 'Schrijf de reden als UTF-8 met procenttekens.',
  'X-Api-Key is missing or is no bouncer token.': 'X-Api-Key ontbreekt of is geen bouncer-token.',
  'X-Forwarded-For names no address.': 'X-Forwarded-For noemt geen adres.',
  'Not as expected': 'Niet zoals verwacht',
  'This is no HTTP request that can be read.': 'Dit is geen HTTP-verzoek dat te lezen is.',
  'The request took too long to arrive.': 'Het duurde te lang voor het verzoek er was.',
  'The headers are longer than this server takes.': 'De koppen zijn langer dan deze server aanneemt.',

  // What happened meanwhile.
  'Somebody changed this playbook at the same time. Try again.':
    'Iemand wijzigde dit draaiboek op hetzelfde moment. Probeer opnieuw.',
  'Somebody was faster. Look again.': 'Iemand was sneller. Kijk opnieuw.',
  'Somebody was faster: this is there already, or what it belongs to is gone. Look again.':
    'Iemand was sneller: dit is er al, of waar het bij hoort is weg. Kijk opnieuw.',
  'Something went wrong here; the log has the reason. Nothing was changed unless you see it.':
    'Hier ging iets mis; de reden staat in het logboek. Er is niets gewijzigd, tenzij je het ziet.',
  'The database does not answer now; what was stored is safe. Try again in a moment.':
    'De database antwoordt nu niet; wat was opgeslagen, is veilig. Probeer zo opnieuw.',
  'This takes too long. Ask for a shorter time span, or search for less.':
    'Dit duurt te lang. Vraag een kortere periode, of zoek minder.',
  '{} changed this on {} at {} UTC. Read it again, then change it.':
    '{} wijzigde dit op {} om {} UTC. Lees het opnieuw en wijzig het dan.',

  // What is not there.
  'There is no such alert.': 'Deze melding is er niet.',
  'There is no such attack mode.': 'Deze aanvalsmodus is er niet.',
  'There is no such backtest.': 'Deze terugblik is er niet.',
  'There is no such backup.': 'Deze back-up is er niet.',
  'There is no such correction.': 'Deze correctie is er niet.',
  'There is no such customer.': 'Deze klant is er niet.',
  'There is no such decision.': 'Deze blokkade is er niet.',
  'There is no such device.': 'Dit apparaat is er niet.',
  'There is no such edition of the plan.': 'Deze editie van het plan is er niet.',
  'There is no such enforcer.': 'Deze uitvoerder is er niet.',
  'There is no such erasure.': 'Deze wissing is er niet.',
  'There is no such escalation policy.': 'Dit escalatiebeleid is er niet.',
  'There is no such file.': 'Dit bestand is er niet.',
  'There is no such group.': 'Deze groep is er niet.',
  'There is no such hold.': 'Deze bewaarplicht is er niet.',
  'There is no such incident.': 'Dit incident is er niet.',
  'There is no such invitation.': 'Deze uitnodiging is er niet.',
  'There is no such kind of line.': 'Deze soort regel is er niet.',
  'There is no such layer.': 'Deze laag is er niet.',
  'There is no such list.': 'Deze lijst is er niet.',
  'There is no such measure.': 'Deze maatregel is er niet.',
  'There is no such override.': 'Deze wisseling is er niet.',
  'There is no such passkey.': 'Deze passkey is er niet.',
  'There is no such person.': 'Deze persoon is er niet.',
  'There is no such playbook, or not both versions of it.': 'Dit draaiboek is er niet, of niet in beide versies.',
  'There is no such playbook, or not this version of it.': 'Dit draaiboek is er niet, of niet in deze versie.',
  'There is no such playbook.': 'Dit draaiboek is er niet.',
  'There is no such policy.': 'Dit beleid is er niet.',
  'There is no such proposal.': 'Dit voorstel is er niet.',
  'There is no such rate deck.': 'Deze tarieflijst is er niet.',
  'Say what one unit of a currency is worth in euro as USD:0.92,GBP:1.17.':
    'Zeg wat één eenheid van een valuta in euro waard is als USD:0.92,GBP:1.17.',
  'Name a column as price:Our price; what columns can hold is {}.':
    'Noem een kolom als price:Onze prijs; wat kolommen kunnen bevatten is {}.',
  'There is no such recipient.': 'Deze ontvanger is er niet.',
  'There is no such review, or nothing more to do for it.':
    'Deze herziening is er niet, of er is niets meer aan te doen.',
  'There is no such review.': 'Deze herziening is er niet.',
  'There is no such roster.': 'Dit rooster is er niet.',
  'There is no such rule.': 'Deze regel is er niet.',
  'There is no such run.': 'Deze uitvoering is er niet.',
  'There is no such session.': 'Deze sessie is er niet.',
  'There is no such single sign-on.': 'Deze single sign-on is er niet.',
  'There is no such source of calls.': 'Deze bron van gesprekken is er niet.',
  'There is no such source.': 'Deze bron is er niet.',
  'There is no such stop.': 'Deze stop is er niet.',
  'There is no such suggestion.': 'Dit voorstel is er niet.',
  'There is no such tenant.': 'Deze klant is er niet.',
  'There is no such time zone.': 'Deze tijdzone is er niet.',
  'There is no such token.': 'Dit token is er niet.',
  'There is no such version.': 'Deze versie is er niet.',
  'There is no such way.': 'Deze weg is er niet.',
  'There is nobody of this id who can be asked.': 'Er is niemand met deze id die gevraagd kan worden.',
  'This customer has no such asset.': 'Deze klant heeft dit systeem niet.',
  'This customer has no such site.': 'Deze klant heeft deze vestiging niet.',
  'This customer has no such system.': 'Deze klant heeft dit systeem niet.',
  'This customer has no such {}.': 'Dit heeft deze klant niet: {}.',
  'No rule has such a figure.': 'Geen regel heeft zo’n getal.',
  'No edition is in force yet.': 'Er is nog geen editie van kracht.',
  'Nothing was chosen there.': 'Daar was niets gekozen.',
  'The return to production has not begun.': 'De terugkeer naar productie is niet begonnen.',
  'This block is not in force any more.': 'Deze blokkade is niet meer van kracht.',
  'This mode is not on any more.': 'Deze modus staat niet meer aan.',
  'This stop does not hold any more.': 'Deze stop geldt niet meer.',
  'This hold was released before.': 'Deze bewaarplicht is al opgeheven.',
  'This incident is over.': 'Dit incident is voorbij.',

  // What is wrong with it.
  'A call that was hung up cannot be put back.': 'Een verbroken gesprek is niet te herstellen.',
  'A drill asks those who hold a role in it, and nobody does.':
    'Een oefening vraagt wie er een rol in heeft, en niemand heeft die.',
  'A legal hold forbids this: {}. Release it first.': 'Een bewaarplicht verbiedt dit: {}. Hef die eerst op.',
  'A passphrase has at least {} characters.': 'Een wachtzin heeft ten minste {} tekens.',
  'A plan is approved by a person who signs in, or with a token of theirs. The command line of this machine is nobody.':
    'Een plan wordt goedgekeurd door iemand die zich aanmeldt, of met een eigen token. De opdrachtregel van deze machine is niemand.',
  'A rate deck has at most 256 MB, and 64 MB packed.': 'Een tarieflijst heeft ten hoogste 256 MB, en 64 MB ingepakt.',
  'An account and its password go together.': 'Een account en het wachtwoord horen bij elkaar.',
  'An edition is being worked on already. Go on with that one.': 'Er is al een editie in bewerking. Ga daarmee verder.',
  'An update is running.': 'Er loopt een update.',
  'Another playbook is kept under the same id and modified.':
    'Onder dezelfde id en wijziging is een ander draaiboek bewaard.',
  'Calls out are stopped with call stops.': 'Uitgaande gesprekken stop je met een gespreksstop.',
  'Files of the server are named on its own command line: ./belwacht geo update.':
    'Bestanden van de server noem je op zijn eigen opdrachtregel: ./belwacht geo update.',
  'Give a country or a prefix.': 'Geef een land of een voorvoegsel.',
  'It is another host: give its secret.': 'Het is een andere host: geef het geheim ervan.',
  'It is chosen for a severity. Choose another one first.': 'Het is voor een ernst gekozen. Kies eerst een ander.',
  'It is from {} to {} ({}).': 'Het is van {} tot {} ({}).',
  'Keys only leave sealed: give a passphrase.': 'Sleutels gaan alleen verzegeld weg: geef een wachtzin.',
  'No site in this scope says in which country it is. Say which countries are home.':
    'Geen vestiging hierbinnen zegt in welk land die is. Zeg welke landen thuis zijn.',
  'Nobody is asked at this severity. Choose a policy.': 'Bij deze ernst wordt niemand gevraagd. Kies een escalatie.',
  'Only an enforcer of kind webhook has a secret.': 'Alleen een uitvoerder van de soort webhook heeft een geheim.',
  'Previews are being worked out for others. Try again in a few seconds.':
    'Er worden voorbeelden voor anderen berekend. Probeer over een paar seconden opnieuw.',
  'Say at least one thing the sender is known by.': 'Zeg ten minste één ding waaraan de afzender te herkennen is.',
  'Say which account, accountcode or number.': 'Zeg welk account, welke accountcode of welk nummer.',
  'Say which address or file.': 'Zeg welk adres of bestand.',
  'Say which countries.': 'Zeg welke landen.',
  'Say which country, or whether it is hosting.': 'Zeg welk land, of dat het hosting is.',
  'Say which customer this is for.': 'Zeg voor welke klant dit is.',
  'Say which person this is for.': 'Zeg voor wie dit is.',
  'Say why it does not apply.': 'Zeg waarom het niet van toepassing is.',
  'What does not apply has not failed: say one of them.':
    'Wat niet van toepassing is, is niet mislukt: kies een van beide.',
  'Say who.': 'Zeg wie.',
  'Say whose calls.': 'Zeg wiens gesprekken.',
  'Send a CSV file.': 'Stuur een CSV-bestand.',
  'Send a CSV or JSON file in UTF-8.': 'Stuur een CSV- of JSON-bestand in UTF-8.',
  'Send call detail records.': 'Stuur gespreksgegevens (CDR’s).',
  'Send one JSON object a line.': 'Stuur één JSON-object per regel.',
  'Send the backup as application/octet-stream.': 'Stuur de back-up als application/octet-stream.',
  'Send the file as application/octet-stream.': 'Stuur het bestand als application/octet-stream.',
  'Somebody else may approve it, so it takes two people.':
    'Iemand anders mag het goedkeuren, dus er zijn twee mensen nodig.',
  'Somebody made the group {} just now. Import the file again.':
    'Iemand heeft de groep {} zojuist gemaakt. Importeer het bestand opnieuw.',
  'Somebody removed this group meanwhile. Bring it back, then change it.':
    'Iemand heeft deze groep intussen verwijderd. Haal hem terug en wijzig hem dan.',
  'Somebody with this address is here or invited already.': 'Iemand met dit adres is er al, of is uitgenodigd.',
  'The policies are not ready yet. Keep the file you have, and ask again.':
    'Het beleid is nog niet klaar. Houd het bestand dat je hebt, en vraag opnieuw.',
  'The span ends after it begins, and is at most 800 days.':
    'De periode eindigt na het begin en is ten hoogste 800 dagen.',
  'There are as many playbooks or versions as there can be.':
    'Er zijn zo veel draaiboeken of versies als er kunnen zijn.',
  'There are as many secrets as there can be.': 'Er zijn zo veel geheimen als er kunnen zijn.',
  'There is a group of this name already.': 'Er is al een groep met deze naam.',
  'There is a playbook or draft of this id already.': 'Er is al een draaiboek of concept met deze id.',
  'These escalation policies ask it: {}.': 'Dit escalatiebeleid vraagt het: {}.',
  'These policies name it: {}.': 'Dit beleid noemt het: {}.',
  'This customer is being erased already, or a legal hold was put on it just now.':
    'Deze klant wordt al gewist, of er is net een bewaarplicht op gezet.',
  'This customer is being erased.': 'Deze klant wordt gewist.',
  'This file cannot be read: {}.': 'Dit bestand is niet te lezen: {}.',
  'This id is kept for Belwacht itself; choose another.': 'Deze id is voor Belwacht zelf; kies een andere.',
  'This id is taken.': 'Deze id is al in gebruik.',
  'This is kept {} to {} days.': 'Dit wordt {} tot {} dagen bewaard.',
  'This is no IP address or range. Write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/64.':
    'Dit is geen IP-adres of reeks. Schrijf 203.0.113.7, 203.0.113.0/24 of 2001:db8::/64.',
  'This is no JSON.': 'Dit is geen JSON.',
  'This is no address of a push service.': 'Dit is geen adres van een pushdienst.',
  'This is no address or range.': 'Dit is geen adres of reeks.',
  'This is no e-mail address.': 'Dit is geen e-mailadres.',
  'This is no http or https address.': 'Dit is geen http- of https-adres.',
  'This is no playbook.': 'Dit is geen draaiboek.',
  'This is no secret as Standard Webhooks has them.': 'Dit is geen geheim zoals Standard Webhooks ze heeft.',
  'This is no time zone.': 'Dit is geen tijdzone.',
  'There is no such secret.': 'Dit geheim is er niet.',
  'There is no such format. Write auto to have it found.':
    'Dat formaat bestaat niet. Schrijf auto om het te laten zoeken.',
  'This is no time zone. Write for example Europe/Amsterdam.':
    'Dit is geen tijdzone. Schrijf bijvoorbeeld Europe/Amsterdam.',
  'This is the provider itself and no customer.': 'Dit is de aanbieder zelf en geen klant.',
  'This playbook comes with Belwacht and stays. Take it out of use instead.':
    'Dit draaiboek hoort bij Belwacht en blijft. Neem het uit gebruik.',
  'This policy is there; nothing has to be brought back.': 'Dit beleid is er; er valt niets terug te halen.',
  'This range has a correction. Take that one back first.': 'Deze reeks heeft een correctie. Haal die eerst weg.',
  'This would cut off somebody who works now. Confirm all of them together to shut the doors all the same.':
    'Dit sluit iemand af die nu werkt. Bevestig ze allemaal samen om de deuren toch dicht te doen.',
  'This would cut off somebody who works now. Make an exception for them, or confirm it.':
    'Dit sluit iemand af die nu werkt. Maak een uitzondering, of bevestig het.',
  'This would cut off more than can be listed. Confirm all of them together, or make it narrower.':
    'Dit sluit er meer af dan er in een lijst passen. Bevestig ze allemaal samen, of maak het smaller.',
  'The provider has caps on the money of everybody only; set this for a customer.':
    'De aanbieder heeft alleen grenzen voor het geld van iedereen; stel dit in bij een klant.',
  'This cap is about the money of everybody; set it for the provider.':
    'Deze grens gaat over het geld van iedereen; stel hem in bij de aanbieder.',
  'Type the id of the customer, {}, to confirm.': 'Typ de id van de klant, {}, om te bevestigen.',
  'Calls are not sent on to a short number: it may be an emergency number.':
    'Gesprekken worden niet doorgestuurd naar een kort nummer: het kan een noodnummer zijn.',
  'Write a SIP URI such as sip:announcement@192.0.2.7.': 'Schrijf een SIP-URI, zoals sip:announcement@192.0.2.7.',
  'Say first to which address copies go.': 'Zeg eerst naar welk adres kopieën gaan.',
  'No mail is set up: see smtp in the settings file.':
    'Er is geen mail ingesteld: zie smtp in het instellingenbestand.',
  'Copies are off.': 'Kopieën staan uit.',
  'A backup is being made; cleaning up waits until it is done.':
    'Er wordt een back-up gemaakt; opschonen wacht tot die klaar is.',
  'The settings file has a key (webhooks.secret), which counts; change it there.':
    'Het instellingenbestand heeft een sleutel (webhooks.secret), en die telt; wijzig hem daar.',
};
