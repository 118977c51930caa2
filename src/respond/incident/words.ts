import type { IncidentRole, IncidentStage, MeasureKind } from '../../core/incident/incident.ts';
import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';

/** What stages, roles, measures and severities are called in sentences about incidents. */
export const stageWords: Readonly<Record<IncidentStage, Text>> = {
  triage: { nl: 'triage gedaan', en: 'triage done' },
  contained: { nl: 'ingeperkt', en: 'contained' },
  recovering: { nl: 'herstel begonnen', en: 'recovery begun' },
  monitoring: { nl: 'hersteld, extra toezicht', en: 'restored, watched closely' },
  resolved: { nl: 'opgelost', en: 'resolved' },
  reviewed: { nl: 'geëvalueerd', en: 'reviewed' },
  closed: { nl: 'gesloten', en: 'closed' },
};

export const roleWords: Readonly<Record<IncidentRole, Text>> = {
  coordinator: { nl: 'coördinator', en: 'coordinator' },
  deputy: { nl: 'plaatsvervanger', en: 'deputy' },
  scribe: { nl: 'notulist', en: 'scribe' },
  'technical-lead': { nl: 'technisch leider', en: 'technical lead' },
  communications: { nl: 'communicatie', en: 'communications' },
};

export const measureWords: Readonly<Record<MeasureKind, Text>> = {
  block: { nl: 'blokkade', en: 'block' },
  stop: { nl: 'belstop', en: 'stop of calls' },
  'attack-mode': { nl: 'aanvalsmodus', en: 'attack mode' },
  divert: { nl: 'omleiding', en: 'diversion' },
  other: { nl: 'tijdelijke maatregel', en: 'temporary measure' },
};

export const severityWords: Readonly<Record<Severity, Text>> = {
  informational: { nl: 'ter informatie', en: 'informational' },
  low: { nl: 'laag', en: 'low' },
  medium: { nl: 'middel', en: 'medium' },
  high: { nl: 'hoog', en: 'high' },
  critical: { nl: 'kritiek', en: 'critical' },
};

/** Text that somebody wrote, in quotes within a sentence of ours: on one line, and not too long. */
export function quote(text: string, most = 120): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const letters = [...line];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : line;
}

/** Moment in UTC, to the minute: sentences are kept, and read in more than one zone. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The same words in both languages. */
export function asWritten(text: string): Text {
  return { nl: text, en: text };
}
