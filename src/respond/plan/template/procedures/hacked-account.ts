import { procedure, type Say } from '../say.ts';

export const hackedAccount = (say: Say) =>
  procedure({
    type: 'hacked-account',
    title: say('Gehackt account', 'Hacked account'),
    signs: [
      say(
        'Een geslaagde registratie of login na een reeks mislukte, of vanaf een land of netwerk dat nieuw is voor dit account.',
        'A successful registration or login after a run of failed ones, or from a country or network new to this account.',
      ),
      say(
        'Een beheerder, toestel, doorschakeling, API-sleutel of regel die niemand heeft aangemaakt.',
        'An administrator, device, forward, API key or rule that nobody made.',
      ),
      say(
        'Iemand meldt een MFA-verzoek, wachtwoordmail of gemiste oproep die niet van hem of haar was.',
        'Somebody reports an MFA prompt, password mail or missed call that was not theirs.',
      ),
    ],
    severity: say(
      'Midden voor één SIP-account zonder misbruik; hoog bij misbruik of bij een beheerder van een klant; kritiek bij een beheerder van ons platform.',
      'Medium for one SIP account without abuse; high with abuse or for an administrator of a customer; critical for an administrator of our platform.',
    ),
    steps: [
      [
        'triage',
        'reporter',
        5,
        say(
          'Open het incident. Noteer account, rechten, waarvandaan, sinds wanneer en wat er sindsdien mee gedaan is.',
          'Open the incident. Note the account, its rights, from where, since when, and what was done with it since.',
        ),
      ],
      [
        'triage',
        'coordinator',
        15,
        say(
          'Bepaal de ernst naar wat het account kán, niet naar wat er al gezien is. Vraag de eigenaar via een bekend nummer of hij of zij het zelf was.',
          'Set the severity by what the account can do, not by what was seen so far. Ask the owner on a known number whether it was them.',
        ),
      ],
      [
        'preserve',
        'technical-lead',
        20,
        say(
          'Stel veilig: inloglogs, auditlog, sessies, IP-adressen, user agents, gewijzigde instellingen met hun vorige waarde.',
          'Preserve: sign-in logs, audit log, sessions, IP addresses, user agents, changed settings with their earlier value.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        20,
        say(
          'Blokkeer het account, beëindig alle sessies en registraties, trek API-sleutels en vertrouwde apparaten in, en beëindig lopende gesprekken.',
          'Block the account, end all sessions and registrations, revoke API keys and trusted devices, and end running calls.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        30,
        say(
          'Blokkeer de bron, en sluit het beheer af voor alles buiten onze eigen netwerken als het om een beheerder gaat.',
          'Block the source; when it is an administrator, close management to everything outside our own networks.',
        ),
      ],
      [
        'contain',
        'technical-lead',
        60,
        say(
          'Draai wijzigingen terug die de indringer maakte: doorschakelingen, routes, nieuwe accounts, uitgezette meldingen, uitgezette logging.',
          'Undo what the intruder changed: forwards, routes, new accounts, alerts switched off, logging switched off.',
        ),
      ],
      [
        'inform',
        'communications',
        60,
        say(
          'Vertel de eigenaar en diens beheerder wat er gebeurd is en wat zij moeten doen: nieuw wachtwoord, ook elders waar het gebruikt werd, en MFA.',
          'Tell the owner and their administrator what happened and what to do: a new password, also wherever else it was used, and MFA.',
        ),
      ],
      [
        'inform',
        'coordinator',
        240,
        say(
          'Beoordeel of persoonsgegevens, gespreksgegevens of opnames in te zien waren. Zo ja: volg ook de procedure datalek; de termijn loopt al.',
          'Judge whether personal data, call data or recordings could be seen. If so, follow the data leak procedure too; its time is running.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Zoek uit hoe het wachtwoord bekend werd en of hetzelfde wachtwoord of dezelfde provisioning elders voorkomt. Vervang het daar ook.',
          'Find out how the password became known and whether the same password or provisioning exists elsewhere. Replace it there too.',
        ),
      ],
      [
        'recover',
        'technical-lead',
        0,
        say(
          'Geef het account terug na identiteitscontrole: nieuw wachtwoord, MFA, alleen nodige rechten, alleen bekende netwerken. Test registreren, bellen in en uit.',
          'Give the account back after checking who asks: new password, MFA, only the rights needed, only known networks. Test registering, calling in and out.',
        ),
      ],
      [
        'review',
        'coordinator',
        0,
        say(
          'Kijk 14 dagen extra mee met account en bron. Evaluatie binnen vijf werkdagen.',
          'Watch the account and the source closely for 14 days. Review within five working days.',
        ),
      ],
    ],
    never: [
      say(
        'Het nieuwe wachtwoord sturen naar een mailadres dat de indringer kon lezen.',
        'Send the new password to a mailbox the intruder could read.',
      ),
      say(
        'Alleen het wachtwoord wijzigen en sessies laten doorlopen.',
        'Change only the password and let sessions run on.',
      ),
      say('Het account verwijderen: daarmee verdwijnt bewijs.', 'Delete the account: evidence goes with it.'),
    ],
  });
