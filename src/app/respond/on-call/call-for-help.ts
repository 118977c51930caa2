import type { HelpCall } from '../../../api/ports/on-call.ts';
import { holderOf, type Incident } from '../../../core/incident/incident.ts';
import type { Escalation } from '../../../core/on-call/escalation.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
import { afterQuiet } from '../../../respond/on-call/quiet.ts';
import { whomToAsk } from '../../../respond/on-call/whom-to-ask.ts';
import { type Directory, worldOf } from './directory.ts';

/**
 * Who is told that somebody has to look at an incident, first to last: coordinator, deputy, who acknowledged it, then `also`; whoever
 * is absent is replaced by the one who stands in. Left out is who cannot be reached now: no way that is set up, or quiet hours.
 * `at`: now, ms UTC.
 */
export function helpers(
  { also }: Pick<HelpCall, 'also'>,
  incident: Incident,
  escalation: Escalation | undefined,
  directory: Directory,
  isReady: (channel: WayChannel) => boolean,
  at: number,
): readonly string[] {
  const held = (['coordinator', 'deputy'] as const).flatMap((role) => holderOf(incident, role)?.id ?? []);
  const taken = (escalation?.phase === 'acknowledged' ? escalation.answers : [])
    .filter(({ cycle, kind }) => cycle === escalation?.cycle && kind === 'acknowledged')
    .map(({ by }) => `user:${by}`);
  const targets = [...held, ...taken, ...also]
    .filter((id) => id.startsWith('user:'))
    .map((id) => ({ kind: 'person' as const, id: id.slice('user:'.length) }));
  return whomToAsk(targets, worldOf(directory, incident), at).flatMap(({ person }) => {
    if (typeof person === 'string' || !person.ways.some(({ channel }) => isReady(channel))) return [];
    return afterQuiet(person, incident.severity, at) > at ? [] : [person.id];
  });
}
