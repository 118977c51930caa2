import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { OnCallDeskPort } from '../../../api/ports/on-call.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
import { ownAsker } from '../asker.ts';
import type { RespondParts } from '../respond-parts.ts';
import type { WayParcel } from './alarm-message.ts';
import { Answers } from './answers.ts';
import { ChannelNeedsBook } from './channel-needs.ts';
import { EscalationKeeper } from './escalation-keeper.ts';
import { repeatOf } from './incident-teller.ts';
import { onCallDesk } from './on-call-desk.ts';
import { WayPost } from './way-post.ts';
import { startWays, type Ways } from './ways.ts';

export interface OnCallDesk extends OnCallDeskPort {
  stop(): Promise<void>;
}

/** Escalations go on where they stopped, and what waits in the outbox goes out. */
export async function startOnCall(parts: RespondParts, incidents: IncidentDeskPort): Promise<OnCallDesk> {
  const { store, url, tell, alarm, clock, log, config } = parts;
  const posted = { wake: () => {} };
  const ready = new Set<WayChannel>();
  const found: { dependencies: Ways['dependencies'] } = { dependencies: async () => [] };
  const book = new ChannelNeedsBook(() => found.dependencies(), clock);
  const keeper = new EscalationKeeper({
    ...{ store, url, tell, alarm, clock, log, incidents, timeZone: config.time_zone, asker: ownAsker },
    isReady: (channel) => ready.has(channel),
    needs: () => book.needs(),
    posted: () => posted.wake(),
  });
  const answers = new Answers(store, keeper, url, clock);
  const ways = await startWays({
    ...parts,
    incidents,
    answer: async (key, way, kind) => {
      await answers.answerMessage(key, way, kind);
    },
  });
  found.dependencies = () => ways.dependencies();
  for (const { channel } of ways.adapters) ready.add(channel);
  const post = new WayPost({
    outbox: store.outbox<WayParcel>(),
    adapters: ways.adapters,
    ...{ clock, random: Math.random },
    onRepeat: async (key) => {
      const message = await store.onCall.messages.one(key);
      if (!message?.incident) return;
      await store.onCall.messages.tell([repeatOf(message, clock())]);
      keeper.tellIncidents();
    },
    onEnd: () => keeper.delivered(),
    onTrouble: (error) => log(`messages to people on call wait: ${(error as Error).message}`),
  });
  posted.wake = () => post.wake();
  await keeper.start();
  post.start();
  const desk = onCallDesk({
    store,
    url,
    tell,
    clock,
    keeper,
    isReady: (channel) => ready.has(channel),
    answers,
    post,
    heartbeat: () => ways.heartbeat(),
    push: ways.push,
    dependencies: () => book.all(),
  });
  ways.listen(desk);
  return {
    ...desk,
    async stop() {
      await ways.stop();
      await post.stop();
      await keeper.stop();
    },
  };
}
