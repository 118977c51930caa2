/** Dutch for how sources, PBXs and enforcers fare, by the English sentence; `{}` as in `problem-sentences.ts`. */
export const systemSentences: Readonly<Record<string, string>> = {
  // Measures of incidents.
  'Nobody agreed within 24 hours.': 'Binnen 24 uur ging niemand akkoord.',
  'The playbook that asked does not wait for it any more.': 'Het draaiboek dat erom vroeg wacht er niet meer op.',
  'Its time is over.': 'De tijd is om.',
  'It was lifted elsewhere.': 'Het is elders opgeheven.',
  'It asks before it makes a call, last at {}.': 'Het vraagt voor het een gesprek opzet, het laatst om {}.',
  'it is still in force': 'het is nog van kracht',
  'no enforcer has confirmed that it is gone': 'niets heeft bevestigd dat het weg is',
  '{} has not confirmed that it is gone': '{} heeft niet bevestigd dat het weg is',
  'the kernel has not confirmed that it is gone': 'de kernel heeft niet bevestigd dat het weg is',
  'no kernel carries it out here': 'geen kernel voert het hier uit',
  'no kernel carries it out here: only the sign-in of Belwacht, feeds and files follow it':
    'geen kernel voert het hier uit: alleen de aanmelding van Belwacht, lijsten en bestanden volgen het',
  // Connections.
  '{}: {} Next try in {} s.': '{}: {} Volgende poging over {} s.',
  '{}: connected.': '{}: verbonden.',
  'FreeSWITCH at {}': 'FreeSWITCH op {}',
  'Asterisk at {}': 'Asterisk op {}',
  '3CX at {}': '3CX op {}',
  'Belwacht closed the connection.': 'Belwacht sloot de verbinding.',
  'It announced a length that is none.': 'Het kondigde een lengte aan die er geen is.',
  'It answered something that was not asked.': 'Het antwoordde iets wat niet gevraagd was.',
  'It answered with more than Belwacht takes.': 'Het antwoordde meer dan Belwacht aanneemt.',
  'It answers; {} accounts are stopped there.': 'Het antwoordt; daar zijn {} accounts gestopt.',
  'It asks to wait {} s (too many requests).': 'Het vraagt {} s te wachten (te veel verzoeken).',
  'It broke off its answer.': 'Het brak zijn antwoord af.',
  'It cannot be reached.': 'Het is niet te bereiken.',
  'It closed the connection.': 'Het sloot de verbinding.',
  'It did not accept client id and secret.': 'Het nam client-id en geheim niet aan.',
  'It did not accept the password.': 'Het nam het wachtwoord niet aan.',
  'It did not answer in time.': 'Het antwoordde niet op tijd.',
  'It does not accept the token that it gave.': 'Het neemt het token niet aan dat het zelf gaf.',
  'It does not answer.': 'Het antwoordt niet.',
  'It does not speak the event socket protocol.': 'Het spreekt het event-socketprotocol niet.',
  'It failed (HTTP {}).': 'Het mislukte daar (HTTP {}).',
  'It gave no list of {}.': 'Het gaf geen lijst van {}.',
  'It gave no token.': 'Het gaf geen token.',
  'It gave no token (HTTP {}).': 'Het gaf geen token (HTTP {}).',
  'It is being started.': 'Het wordt gestart.',
  'It is connected.': 'Het is verbonden.',
  'It is switched off.': 'Het staat uit.',
  'It refused {} (HTTP {}).': 'Het weigerde {} (HTTP {}).',
  'It said goodbye (it stops or reloads).': 'Het nam afscheid (het stopt of herlaadt).',
  'It was stopped.': 'Het is gestopt.',
  'Its access list (apply-inbound-acl) does not let Belwacht in.':
    'De toegangslijst (apply-inbound-acl) laat Belwacht niet binnen.',
  'Its answer for {} could not be read.': 'Het antwoord over {} was niet te lezen.',
  'Its key is not the one that was pinned.': 'De sleutel is niet die is vastgelegd.',
  'No connection ({})': 'Geen verbinding ({})',
  'No connection ({}).': 'Geen verbinding ({}).',
  'No {}: {}': 'Geen {}: {}',
  'Nobody greets at the port of the manager interface.': 'Niemand groet op de poort van de manager-interface.',
  'The API client may not use {}.': 'De API-client mag {} niet gebruiken.',
  'The connection to Asterisk failed.': 'De verbinding met Asterisk mislukte.',
  'The connection to Asterisk is gone.': 'De verbinding met Asterisk is weg.',
  'The connection was closed.': 'De verbinding is gesloten.',
  'There is no connection to Asterisk now.': 'Er is nu geen verbinding met Asterisk.',
  'Too many commands wait for an answer.': 'Te veel opdrachten wachten op antwoord.',
  'Too many connections.': 'Te veel verbindingen.',
  'Too many questions to Asterisk wait already.': 'Er wachten al te veel vragen aan Asterisk.',
  'What answers there is no manager interface of Asterisk.':
    'Wat daar antwoordt, is geen manager-interface van Asterisk.',
  'Asterisk answers with a list that does not end.': 'Asterisk antwoordt met een lijst zonder einde.',
  'Asterisk closed the connection before it greeted.': 'Asterisk sloot de verbinding voor het groette.',
  'Kamailio answered with more than Belwacht takes.': 'Kamailio antwoordde meer dan Belwacht aanneemt.',
  'Kamailio broke off its answer.': 'Kamailio brak zijn antwoord af.',
  'Kamailio did not answer in time.': 'Kamailio antwoordde niet op tijd.',
  'Kamailio does not accept the token of Belwacht.': 'Kamailio neemt het token van Belwacht niet aan.',
  '{} listens, {} connected.': '{} luistert, {} verbonden.',
  '{} listens, {} connected. {}': '{} luistert, {} verbonden. {}',
  'Belwacht cannot listen on {} ({}). Next try in {} s.':
    'Belwacht kan niet luisteren op {} ({}). Volgende poging over {} s.',
  'Connected; {} channels.': 'Verbonden; {} kanalen.',
  '{}: connected, {} calls run.': '{}: verbonden, {} gesprekken lopen.',
  '{}: connected, {} calls run. {}': '{}: verbonden, {} gesprekken lopen. {}',
  '{}: connected, {} channels run.': '{}: verbonden, {} kanalen lopen.',
  '{}: too many channels at once, {} were forgotten.': '{}: te veel kanalen tegelijk, {} zijn vergeten.',
  '{} is read.': '{} wordt gelezen.',
  'The running calls could not be asked for: {}': 'Naar lopende gesprekken kon niet worden gevraagd: {}',
  'No connection to Asterisk at {}: {}.': 'Geen verbinding met Asterisk op {}: {}.',
  '{} may not send call records and was turned away.': '{} mag geen gespreksgegevens sturen en is weggestuurd.',

  // What their settings lack.
  'Write the whole path of the file, beginning with /.': 'Schrijf het hele pad van het bestand, beginnend met /.',
  'One of the peers is no address and no network.': 'Een van de tegenpartijen is geen adres en geen netwerk.',
  'The fingerprint is no SHA-256: 64 hexadecimal digits.': 'De vingerafdruk is geen SHA-256: 64 hexadecimale cijfers.',
  'The authority is no certificate: paste it as PEM.': 'De autoriteit is geen certificaat: plak het als PEM.',
  'Write the host of the PBX.': 'Schrijf de host van de centrale.',
  '3CX is asked over https only, since its secret could be read on the way: write https://, or say that it may be insecure.':
    '3CX wordt alleen over https gevraagd, omdat het geheim onderweg te lezen zou zijn: schrijf https://, of zeg dat het onveilig mag.',
  'Write the port.': 'Schrijf de poort.',
  'Say who may connect, or write the host to connect to.':
    'Zeg wie mag verbinden, of schrijf de host waarmee verbonden wordt.',
  'Write the address it answers at, such as https://pbx.example.nl.':
    'Schrijf het adres waarop hij antwoordt, zoals https://pbx.example.nl.',

  // What is done at a PBX.
  'A call that was ended or a registration that was removed cannot be put back.':
    'Een beëindigd gesprek of een verwijderde aanmelding is niet te herstellen.',
  'Asterisk did not keep the stop of {}.': 'Asterisk bewaarde de stop van {} niet.',
  'Asterisk did not keep until when its stops hold.': 'Asterisk bewaarde niet tot wanneer stops gelden.',
  'Asterisk does not say what time it is.': 'Asterisk zegt niet hoe laat het is.',
  'Asterisk still holds the stop of {}.': 'Asterisk heeft de stop van {} nog.',
  'Calls of {} are not refused: {}.': 'Gesprekken van {} worden niet geweigerd: {}.',
  'Extensions of 3CX are digits.': 'Toestellen van 3CX zijn cijfers.',
  'FreeSWITCH has no leg of the call any more.': 'FreeSWITCH heeft niets meer van het gesprek.',
  'It cannot be steered as it is set up.': 'Zoals het is ingesteld, is het niet te sturen.',
  'It did not hang up.': 'Het verbrak niet.',
  'It has more active calls than Belwacht reads.': 'Het heeft meer lopende gesprekken dan Belwacht leest.',
  'It has no list of addresses that it keeps out.': 'Het heeft geen lijst van adressen die het buitenhoudt.',
  'It did not say whether it keeps this address out.': 'Het zei niet of het dit adres buitenhoudt.',
  'It keeps the {} newest addresses out, and this is none of them.':
    'Het houdt de {} nieuwste adressen buiten, en dit hoort daar niet bij.',
  'Its block list is longer than Belwacht reads.': 'De blokkeerlijst is langer dan Belwacht leest.',
  'Its database (mod_db) could not be listed.': 'De database (mod_db) was niet te lezen.',
  'Its hash table could not be read.': 'De hashtabel was niet te lezen.',
  'Its list of channels could not be read.': 'De lijst van kanalen was niet te lezen.',
  'Kamailio has no dialog of the call any more.': 'Kamailio heeft niets meer van het gesprek.',
  'Nobody steers it any more; its entry ends by itself at its time.':
    'Niemand stuurt het nog; de regel daar eindigt vanzelf op tijd.',
  'Nothing here steers it for that.': 'Niets hier kan dat daar doen.',
  'That is no address and no network.': 'Dat is geen adres en geen netwerk.',
  'The address is not on its block list.': 'Het adres staat niet op de blokkeerlijst.',
  '{} is still on its block list.': '{} staat nog op de blokkeerlijst.',
  'A network wider than /{} is not blocked there.': 'Een netwerk ruimer dan /{} wordt daar niet geblokkeerd.',
  'The call had ended already.': 'Het gesprek was al voorbij.',
  'The call still runs.': 'Het gesprek loopt nog.',
  'The call was hung up ({} channels); none of them is there any more.':
    'Het gesprek is verbroken ({} kanalen); er is er geen meer over.',
  'The call thread is being started.': 'De gesprekkenmotor wordt gestart.',
  'The call thread stopped and is being started again; calls pass meanwhile.':
    'De gesprekkenmotor stopte en wordt opnieuw gestart; gesprekken gaan zolang door.',
  'The hot path stopped and is being started again.': 'De detectie stopte en wordt opnieuw gestart.',
  'The name of this account cannot be an entry of the AstDB.': 'De naam van dit account kan niet in de AstDB staan.',
  'The dial plan has no context [belwacht], so nothing would look at the stop. Include deploy/asterisk/belwacht.conf and ask it before the trunks.':
    'Het dialplan heeft geen context [belwacht], dus niets zou naar de stop kijken. Neem deploy/asterisk/belwacht.conf op en vraag het vóór de trunks.',
  'This Asterisk cannot list so many stops; update it to 16.30, 18.16 or newer.':
    'Deze Asterisk kan zo veel stops niet opsommen; werk hem bij naar 16.30, 18.16 of nieuwer.',
  '{} did not stop {}: {}': '{} stopte {} niet: {}',
  '{} is still registered.': '{} is nog aangemeld.',
  '{} is still registered: its contacts are not in the AstDB of this Asterisk, or it registers again at once.':
    '{} is nog aangemeld: de contacten staan niet in de AstDB van deze Asterisk, of het meldt zich meteen weer aan.',
  '{} was not registered.': '{} was niet aangemeld.',
  '{} contacts of {} were removed; it has none any more.': '{} contacten van {} zijn verwijderd; er is er geen meer.',
  '{} may go on keeping addresses out: {}': '{} blijft misschien adressen buitenhouden: {}',
  '{} may go on refusing calls of {} and {} more: {}': '{} blijft misschien gesprekken weigeren van {} en nog {}: {}',
  '{} may go on refusing calls of {}: {}': '{} blijft misschien gesprekken weigeren van {}: {}',
  '{} was not brought in line with the stops: {} It is tried again every minute.':
    '{} is niet gelijkgezet met de stops: {} Het wordt elke minuut opnieuw geprobeerd.',
  '{} was not brought in line with the stops: {}': '{} is niet gelijkgezet met de stops: {}',

  // What needs attention.
  '{} has asked about no call since {}, though it usually asks more often: look whether it still asks, since calls pass meanwhile.':
    '{} heeft sinds {} naar geen gesprek gevraagd, terwijl dat gewoonlijk vaker gebeurt: kijk of het nog vraagt, want gesprekken gaan zolang door.',
  'Token {} has asked about no call since {}, though it usually asks more often: look whether its dial plan still asks, since calls pass meanwhile.':
    'Token {} heeft sinds {} naar geen gesprek gevraagd, terwijl dat gewoonlijk vaker gebeurt: kijk of het dialplan nog vraagt, want gesprekken gaan zolang door.',
  'Kamailio {} keeps the policies by country that it had; tried again in a minute: {}':
    'Kamailio {} houdt het beleid per land dat het had; over een minuut opnieuw: {}',
  'New country data are not used: {}': 'Nieuwe landgegevens worden niet gebruikt: {}',
  'Nobody was reached for incident {}.': 'Voor incident {} is niemand bereikt.',
  'Policies by country are not in the kernel as they should be: {}':
    'Het beleid per land staat niet in de kernel zoals het hoort: {}',
  'Policies by country for calls cannot be used, those of before hold on: {}':
    'Het beleid per land voor gesprekken is niet te gebruiken; het vorige blijft gelden: {}',
  'The database does not take {}: {}': 'De database neemt dit niet aan ({}): {}',
  'The kernel did otherwise than the policies by country say and is put right: {}':
    'De kernel deed iets anders dan het beleid per land zegt en wordt hersteld: {}',
  'The kernel may still hold policies by country, though geo.kernel is off: {}':
    'In de kernel staat misschien nog beleid per land, terwijl geo.kernel uit staat: {}',
  'The mailbox of answers on {} cannot be read: {}. Answers by mail do not count.':
    'De mailbox met antwoorden op {} is niet te lezen: {}. Antwoorden per mail tellen niet.',
  'The new certificate of the web server cannot be used, the old one stays: {}':
    'Het nieuwe certificaat van de webserver is niet te gebruiken; het oude blijft: {}',
  'The policy “{}” is not followed: {}': 'Het beleid “{}” wordt niet gevolgd: {}',
  'The record does not reach {} ({}).': 'De auditlog bereikt {} niet ({}).',
  'The record does not reach {} ({}){}.': 'De auditlog bereikt {} niet ({}){}.',
  'What keeps the kernel equal to the policies stopped and is being started again: {}':
    'Wat de kernel gelijk houdt aan het beleid, stopte en wordt opnieuw gestart: {}',
  'A playbook cannot hand on what it wants ({} of run {}): {}':
    'Een draaiboek kan niet doorgeven wat het wil ({} van uitvoering {}): {}',

  // Enforcers.
  'fetches nothing any more: {}. Check that the bouncer runs and reaches us.':
    'haalt niets meer op: {}. Kijk of de bouncer loopt en ons bereikt.',
};
