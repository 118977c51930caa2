import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { OnCallDeskPort } from '../../../api/ports/on-call.ts';
import type { HeartbeatWire } from '../../../api/schema/on-call.ts';
import type { AnswerTaker, WayAdapter } from '../../../core/on-call/way-adapter.ts';
import { MailChannel } from '../../../notify/channels/mail/mail-channel.ts';
import type { RespondParts } from '../respond-parts.ts';
import { mailWay } from './mail-way.ts';

export interface WaysParts extends RespondParts {
  readonly incidents: IncidentDeskPort;
  /** Takes an answer that comes with a message itself, by its key. */
  readonly answer: AnswerTaker;
}

/** The ways out to people that the settings have, and what listens to answers. */
export interface Ways {
  readonly adapters: readonly WayAdapter[];
  heartbeat(): HeartbeatWire;
  /** Begins to listen to answers, once messages can be found. */
  listen(desk: OnCallDeskPort): void;
  stop(): Promise<void>;
}

export async function startWays({ config }: WaysParts): Promise<Ways> {
  const { smtp } = config;
  const adapters: WayAdapter[] = [];
  if (smtp.host) {
    const mail = new MailChannel({ ...smtp, user: smtp.user || undefined, pass: smtp.password || undefined });
    adapters.push(mailWay(mail, smtp.host));
  }
  return { adapters, heartbeat: () => noHeartbeat, listen: () => {}, stop: async () => {} };
}

const noHeartbeat: HeartbeatWire = {
  ...{ set: false, to: '', everySeconds: 0, lastOkAt: null, lastError: '', lastErrorAt: null },
};
