import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { MeasureDeskPort } from '../../../api/ports/measures.ts';
import type { MeasureOffer } from '../../../api/schema/measures.ts';
import type { RespondParts } from '../respond-parts.ts';
import { firstHandOf, handOf } from './four-eyes.ts';
import { MeasureDesk } from './measure-desk.ts';
import type { MeasureParts } from './measure-parts.ts';
import { MeasureWork } from './measure-work.ts';
import { probe } from './probes.ts';
import { RecoveryDesk } from './recovery-desk.ts';
import { RecoveryWatcher } from './recovery-watch.ts';

export interface Measures extends MeasureDeskPort {
  /** Whoever carries measures out is there. */
  begin(): void;
  stop(): Promise<void>;
}

const reviewEveryMs = 5000;

/** Starts the desk of measures. Once all parts are there it goes on with what a stop or a crash broke off, and looks at what stands every few seconds. */
export async function startMeasures(respond: RespondParts, incidents: IncidentDeskPort): Promise<Measures> {
  const parts: MeasureParts = { ...respond, incidents };
  const { store, log, alarm, calls, config } = parts;
  const work = new MeasureWork(parts);
  const desk = new MeasureDesk(parts, work);
  const recovery = new RecoveryDesk(parts);
  const watcher = new RecoveryWatcher(parts);
  let stopped = false;
  let reviewing: Promise<void> = Promise.resolve();
  const review = async () => {
    for (const { id } of await store.measures.open()) if (!stopped) await work.review(id);
    if (!stopped) await work.catchUp();
    if (!stopped) await watcher.lookOut();
  };
  let trouble = '';
  const say = (sentence: string) => {
    if (sentence !== trouble && sentence !== '') log(sentence);
    if (sentence !== trouble) alarm('measures', sentence);
    trouble = sentence;
  };
  let timer: NodeJS.Timeout | undefined;
  const round = () => {
    reviewing = review()
      .then(() => say(''))
      .catch((error: Error) => say(`Measures of incidents are looked at later: ${error.message}`))
      .finally(() => {
        if (!stopped) timer = setTimeout(round, reviewEveryMs);
      });
  };

  return {
    begin: round,
    recovery,
    take: (wish, key, asker, proved) => desk.take(wish, key, asker, proved),
    undo: (incident, measure, reason, asker) => desk.undo(incident, measure, reason, asker),
    preview: (wish, asker, proved) => desk.preview(wish, asker, proved),
    approve: (measure, asker) => desk.approve(measure, asker),
    refuse: (measure, reason, asker) => desk.refuse(measure, reason, asker),
    extend: (measure, hours, asker, proved) => desk.extend(measure, hours, asker, proved),
    firstHand: (record) => firstHandOf(parts, record),
    handOf: (by) => handOf(parts, by),
    async offer(): Promise<MeasureOffer> {
      const { steering } = calls();
      const groups = Object.entries(config.redirect.trunk_groups);
      return {
        trunkGroups: groups.map(([name, targets]) => ({ name, targets: targets.map(({ uri }) => uri) })),
        pbxs: steering.pbxs('').map(({ id, name, tenant, hangsUp }) => ({ id, name, tenant, canHangUp: hangsUp })),
        asked: steering.askers().some(({ silent }) => !silent),
      };
    },
    probe: (wish) => probe(parts, wish),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await reviewing;
      await work.idle();
    },
  };
}
