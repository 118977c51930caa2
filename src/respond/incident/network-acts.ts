import type { Incident, IncidentMeasure, MeasureKind } from '../../core/incident/incident.ts';
import type { IncidentAct } from '../../core/incident/incident-act.ts';
import type { NetworkFacts } from '../../core/incident/on-network.ts';
import type { IncidentActor, NewIncidentEntry } from '../../core/incident/timeline.ts';
import { attackLines, attackWhat } from './network-lines/attack-lines.ts';
import { blockLines } from './network-lines/block-lines.ts';
import { messageLines } from './network-lines/message-lines.ts';
import { stopLines, stopWhat } from './network-lines/stop-lines.ts';

/** A line that is added once, with who did what it tells. */
export type NetworkLine = NewIncidentEntry & { readonly key: string };

/** What an incident has to be told of the network. */
export interface NetworkNews {
  readonly lines: readonly NetworkLine[];
  /** Measures that came or went by themselves, with when that was. */
  readonly acts: readonly { readonly act: IncidentAct; readonly at: number; readonly by: IncidentActor }[];
}

interface Standing {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly what: string;
  readonly since: number;
  readonly until: number;
  readonly author: IncidentActor;
  /** It holds, or is about to. */
  readonly holds: boolean;
  /** When it ended, if it did. */
  readonly ended: number | undefined;
  /** Taken on an alert of the incident. */
  readonly isOfAlert: boolean;
}

/**
 * What follows for an incident from what the network did, whether or not it was told before: lines have keys, and measures are
 * added and ended by what they stand for. Pure.
 */
export function networkNews(incident: Incident, facts: NetworkFacts, now: number): NetworkNews {
  const alerts = new Set(incident.alerts.map(({ alert }) => alert));
  const isOfAlert = (alert: string) => alert !== '' && alerts.has(alert);
  const standing: Standing[] = [];
  const lines: NetworkLine[] = [...messageLines(facts.messages, now)];
  for (const { record, steps } of facts.blocks) {
    const { id, value, from, until, state, alert, author } = record.decision;
    const last = steps.findLast((step) => step.state === 'lifted' || step.state === 'expired');
    lines.push(...blockLines(record, steps, isOfAlert(alert), now));
    standing.push({
      ...{ id, kind: 'block', what: value, since: from, until, author: { id: author, name: record.authorName } },
      holds: state === 'asked' || state === 'in-force' || state === 'failed',
      ended: state === 'lifted' || state === 'expired' ? (last?.at ?? now) : undefined,
      isOfAlert: isOfAlert(alert),
    });
  }
  for (const listing of facts.stops) {
    const { id, divertTo, from, until, state, alert, author } = listing.stop;
    lines.push(...stopLines(listing, isOfAlert(alert), now));
    standing.push({
      ...{ id, kind: divertTo === '' ? 'stop' : 'divert', what: stopWhat(listing), since: from, until },
      author: { id: author, name: listing.authorName || author.replace(/^rule:/, '') },
      holds: state === 'asked' || state === 'in-force' || state === 'failed',
      ended: state === 'lifted' || state === 'expired' ? Math.min(until, now) : undefined,
      isOfAlert: isOfAlert(alert),
    });
  }
  for (const attack of facts.attacks) {
    const { id, from, until, state, alert, author, authorName } = attack;
    lines.push(...attackLines(attack, now));
    standing.push({
      ...{ id, kind: 'attack-mode', what: attackWhat(attack), since: from, until },
      author: { id: author, name: authorName },
      holds: state === 'asked' || state === 'in-force' || state === 'failed',
      ended: state === 'lifted' || state === 'expired' ? (attack.liftedAt ?? Math.min(until, now)) : undefined,
      isOfAlert: isOfAlert(alert),
    });
  }
  return { lines, acts: standing.flatMap((one) => measureActs(incident, one, now)) };
}

function measureActs(incident: Incident, standing: Standing, now: number): NetworkNews['acts'] {
  const { id, kind, what, since, until, author, holds, ended, isOfAlert } = standing;
  const mine: readonly IncidentMeasure[] = incident.measures.filter(({ decision }) => decision === id);
  if (holds && isOfAlert && mine.length === 0) {
    const measure = { id: `${kind}:${id}`, kind, decision: id, what, owner: ownerOf(author), until };
    return [{ act: { act: 'add-measure', measure }, at: Math.min(since, now), by: author }];
  }
  if (ended === undefined) return [];
  return mine
    .filter(({ undoneAt }) => undoneAt === undefined)
    .map((measure) => ({
      act: { act: 'undo-measure', id: measure.id },
      at: Math.min(ended, now),
      by: { id: 'system', name: 'Belwacht' },
    }));
}

/** What a person decided is theirs; what a rule did is nobody's until somebody takes it. */
function ownerOf(author: IncidentActor): IncidentActor | undefined {
  return author.id.startsWith('user:') ? author : undefined;
}
