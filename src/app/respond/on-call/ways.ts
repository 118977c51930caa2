import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { OnCallDeskPort } from '../../../api/ports/on-call.ts';
import type { PushPort } from '../../../api/ports/push.ts';
import type { HeartbeatWire } from '../../../api/schema/on-call.ts';
import type { AnswerTaker, WayAdapter } from '../../../core/on-call/way-adapter.ts';
import type { WayDependency } from '../../../core/on-call/way-dependency.ts';
import { MailChannel } from '../../../notify/channels/mail/mail-channel.ts';
import { startHeartbeat } from '../heartbeat/start-heartbeat.ts';
import type { RespondParts } from '../respond-parts.ts';
import { startChannels } from './channels/start-channels.ts';
import { MailIntake } from './mail-in/mail-intake.ts';
import { mailWay } from './mail-way.ts';

export interface WaysParts extends RespondParts {
  readonly incidents: IncidentDeskPort;
  /** Takes an answer that comes with a message itself, by its key. */
  readonly answer: AnswerTaker;
}

/** The ways out to people that the settings have, and what listens to answers. */
export interface Ways {
  readonly adapters: readonly WayAdapter[];
  readonly push: PushPort;
  dependencies(): Promise<readonly WayDependency[]>;
  heartbeat(): HeartbeatWire;
  /** Begins to listen to answers, once messages can be found. */
  listen(desk: OnCallDeskPort): void;
  stop(): Promise<void>;
}

export async function startWays(parts: WaysParts): Promise<Ways> {
  const { config } = parts;
  const { smtp } = config;
  const channels = await startChannels(parts, parts.answer);
  const adapters: WayAdapter[] = [...channels.adapters];
  if (smtp.host) {
    const mail = new MailChannel({
      ...smtp,
      user: smtp.user || undefined,
      pass: smtp.password || undefined,
      replyTo: config.mail_in.address || undefined,
    });
    adapters.push(mailWay(mail, smtp.host));
  }
  const heartbeat = startHeartbeat(parts);
  let intake: MailIntake | undefined;
  return {
    ...{ adapters, push: channels.push, dependencies: channels.dependencies, heartbeat: () => heartbeat.state() },
    listen(desk) {
      intake = new MailIntake({ ...parts, desk });
      intake.start();
    },
    async stop() {
      await intake?.stop();
      await heartbeat.stop();
    },
  };
}
