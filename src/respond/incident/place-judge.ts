import type { AlertLink } from '../../core/incident/alert-link.ts';
import { type Incident, isIncidentOver } from '../../core/incident/incident.ts';
import type { IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import type { IncidentSettings } from '../../core/incident/incident-settings.ts';
import { isAtLeast } from '../../core/incident/severity-matrix.ts';
import type { IncidentActor } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import { actOnIncident } from './act.ts';
import { openFromAlert } from './open-incident.ts';
import { placeAlert } from './place-alert.ts';
import { refuse } from './refuse.ts';

/** Whether an alert of this severity opens an incident when it belongs to none. */
export function opensIncident(severity: Severity, { openFrom }: Pick<IncidentSettings, 'openFrom'>): boolean {
  return openFrom !== 'off' && isAtLeast(severity, openFrom);
}

/** Title of an incident that an alert opens, to read at 03:00 and to say on the phone: what it is, and who or what it is about. */
export function titleOfAlert({ address, account, asset, sentence }: AlertLink, rule: Text | undefined): Text {
  if (!rule) return sentence;
  const about = address || account || asset;
  return about === '' ? rule : { nl: `${rule.nl}: ${about}`, en: `${rule.en}: ${about}` };
}

/**
 * What an alert does: it joins the incident it belongs to, or opens one (with this `id`) when it is severe enough. `rule` is the
 * title of its rule, where that is known.
 */
export function judgeAlert(
  alert: AlertLink,
  settings: IncidentSettings,
  id: string,
  by: IncidentActor,
  rule?: Text,
): (candidates: readonly Incident[], now: number) => Result<MovedIncident, IncidentRefusal> {
  return (candidates, now) => {
    const place = placeAlert(candidates, alert);
    if (place) {
      const { incident, why } = place;
      // It is part of one that is closed: that tells it no more.
      if (isIncidentOver(incident)) return ok({ incident, entries: [] });
      return actOnIncident(incident, { act: 'join-alert', alert, why }, { by, at: now, now });
    }
    if (opensIncident(alert.severity, settings)) {
      return openFromAlert(id, alert, titleOfAlert(alert, rule), settings.language, { by, at: now, now });
    }
    return refuse('not-together', {
      nl: 'Deze melding hoort bij geen incident.',
      en: 'This alert belongs to no incident.',
    });
  };
}
