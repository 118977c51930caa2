import type { AmiMessage } from './ami-message.ts';
import { secondsToTime } from './event-time.ts';

/** One entry of channel event logging, from the manager interface or from a file. */
export interface CelEntry {
  /** `CHAN_START`, `ANSWER`, `HANGUP` … */
  readonly type: string;
  /** ms UTC. */
  readonly time: number;
  readonly uniqueId: string;
  readonly linkedId: string;
  readonly channel: string;
  readonly callerNumber: string;
  readonly extension: string;
  readonly context: string;
  readonly accountCode: string;
  readonly application: string;
  readonly applicationData: string;
  /** What the event has besides, JSON. */
  readonly extra: string;
}

/** The entry of a `CEL` event (`cel_manager`); undefined when it is about no channel. `time` is that of the event itself. */
export function celOfEvent(message: AmiMessage, time: number): CelEntry | undefined {
  const uniqueId = message.short('uniqueid');
  const type = message.short('eventname');
  if (uniqueId === '' || type === '') return undefined;
  return {
    type,
    // Its own time may be a text of seconds in a zone that is not said: then that of the message is better.
    time: secondsToTime(message.get('eventtime'), time),
    uniqueId,
    linkedId: message.short('linkedid'),
    channel: message.short('channel'),
    callerNumber: message.short('calleridnum'),
    extension: message.short('exten'),
    context: message.short('context'),
    accountCode: message.short('accountcode'),
    application: message.short('application'),
    applicationData: message.short('appdata'),
    extra: message.get('extra'),
  };
}
