import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { OnCallDeskPort } from '../../../api/ports/on-call.ts';
import type { HeartbeatWire } from '../../../api/schema/on-call.ts';
import { ownAsker } from '../asker.ts';
import type { RespondParts } from '../respond-parts.ts';
import type { WayParcel } from './alarm-message.ts';
import { Answers } from './answers.ts';
import { EscalationKeeper } from './escalation-keeper.ts';
import { onCallDesk } from './on-call-desk.ts';
import { WayPost } from './way-post.ts';
import { configuredWays } from './ways.ts';

export interface OnCallDesk extends OnCallDeskPort {
  stop(): Promise<void>;
}

/** Escalations go on where they stopped, and what waits in the outbox goes out. */
export async function startOnCall(parts: RespondParts, incidents: IncidentDeskPort): Promise<OnCallDesk> {
  const { store, url, tell, alarm, clock, log, config } = parts;
  let keeper: EscalationKeeper | undefined;
  const post = new WayPost({
    outbox: store.outbox<WayParcel>(),
    adapters: configuredWays(config),
    ...{ clock, random: Math.random },
    onEnd: () => keeper?.delivered(),
    onTrouble: (error) => log(`messages to people on call wait: ${(error as Error).message}`),
  });
  keeper = new EscalationKeeper({
    ...{ store, url, tell, alarm, clock, log, incidents, timeZone: config.time_zone, asker: ownAsker },
    posted: () => post.wake(),
  });
  const answers = new Answers(store, keeper, url, clock);
  await keeper.start();
  post.start();
  return {
    ...onCallDesk({ store, url, tell, clock, keeper, answers, post, heartbeat: () => noHeartbeat }),
    async stop() {
      await post.stop();
      await keeper.stop();
    },
  };
}

const noHeartbeat: HeartbeatWire = {
  ...{ set: false, to: '', everySeconds: 0, lastOkAt: null, lastError: '', lastErrorAt: null },
};
