import { severityByMatrix } from '../../../core/incident/severity-matrix.ts';
import type { LevelMeaning, PlanSeverity, SeverityCell, SeverityMeaning } from '../../../core/plan/plan.ts';
import type { Say } from './say.ts';

/** Impact, high to low. */
export function templateImpacts(say: Say): readonly LevelMeaning[] {
  return levels(
    say(
      'Meer dan één klant kan niet bellen of gebeld worden; 112 is niet bereikbaar; beheer van het platform is in vreemde handen; gevoelige gegevens zijn gelekt.',
      'More than one customer cannot call or be called; 112 cannot be reached; management of the platform is in other hands; sensitive data leaked.',
    ),
    say(
      'Eén klant of een belangrijke functie is geraakt; er is geld of zijn persoonsgegevens in het spel.',
      'One customer or an important function is hit; money or personal data is at stake.',
    ),
    say('Enkele gebruikers of een poging; bellen werkt.', 'A few users or an attempt; calling works.'),
  );
}

/** Urgency, high to low. */
export function templateUrgencies(say: Say): readonly LevelMeaning[] {
  return levels(
    say(
      'De schade groeit nu: gesprekken lopen, de indringer is binnen, de uitval duurt voort.',
      'Damage grows now: calls are running, the intruder is inside, the outage goes on.',
    ),
    say(
      'De schade groeit binnen uren, of een noodroute houdt het tegen.',
      'Damage grows within hours, or an emergency route holds it back.',
    ),
    say(
      'De schade groeit niet; herstel kan in kantooruren.',
      'Damage does not grow; repair can wait for office hours.',
    ),
  );
}

function levels(high: string, medium: string, low: string): readonly LevelMeaning[] {
  return [
    { id: 'high', level: 'high', meaning: high },
    { id: 'medium', level: 'medium', meaning: medium },
    { id: 'low', level: 'low', meaning: low },
  ];
}

const downward = ['high', 'medium', 'low'] as const;

/** Severity by impact and urgency, as incidents get it. */
export const templateMatrix: readonly SeverityCell[] = downward.flatMap((impact) =>
  downward.map((urgency) => ({
    id: `${impact}-${urgency}`,
    impact,
    urgency,
    // No combination is merely informational.
    severity: severityByMatrix({ impact: [impact], urgency: [urgency] }) as PlanSeverity,
  })),
);

/** What each severity asks of people. */
export function templateSeverities(say: Say): readonly SeverityMeaning[] {
  return [
    {
      id: 'critical',
      severity: 'critical',
      meaning: say(
        'Iedereen die nodig is komt nu, ook ’s nachts. Coördinator én plaatsvervanger, directie ingelicht, brug open.',
        'Everybody needed comes now, also at night. Coordinator and deputy, management told, bridge open.',
      ),
      respondMinutes: 15,
      updateMinutes: 30,
    },
    {
      id: 'high',
      severity: 'high',
      meaning: say(
        'Dienstdoende en coördinator nu, ook ’s nachts. Klanten krijgen bericht.',
        'Engineer on duty and coordinator now, also at night. Customers are told.',
      ),
      respondMinutes: 30,
      updateMinutes: 60,
    },
    {
      id: 'medium',
      severity: 'medium',
      meaning: say(
        'Dienstdoende dezelfde dag; coördinator op de hoogte.',
        'Engineer on duty the same day; coordinator informed.',
      ),
      respondMinutes: 240,
      updateMinutes: 480,
    },
    {
      id: 'low',
      severity: 'low',
      meaning: say(
        'In kantooruren, als gewoon werk met een eigenaar.',
        'In office hours, as ordinary work with an owner.',
      ),
      respondMinutes: 1440,
      updateMinutes: 2880,
    },
  ];
}
