import type { AmiMessage } from './ami-message.ts';
import type { ChannelCalls, ChannelNews } from './channel-calls.ts';

/** State of a channel on which somebody dials us (`AST_STATE_RING`), and of one that is answered. */
const ring = '4';
const up = '6';

/** The channel that an event, or an entry of a list, is about. */
export function channelOf(message: AmiMessage): ChannelNews {
  const number = message.short('calleridnum');
  return {
    uniqueId: message.short('uniqueid'),
    linkedId: message.short('linkedid'),
    name: message.short('channel'),
    callerNumber: number === '<unknown>' ? '' : number,
    extension: message.short('exten'),
    context: message.short('context'),
    accountCode: message.short('accountcode'),
  };
}

/** Takes an event about channels into the calls; false when it is none of those that matter. */
export function takeChannelEvent(calls: ChannelCalls, message: AmiMessage, time: number): boolean {
  const id = message.get('uniqueid');
  switch (message.event) {
    case 'Newchannel':
      calls.began(channelOf(message), message.get('channelstate') === ring, time);
      return true;
    case 'Newstate':
      if (message.get('channelstate') === up) calls.answered(id, time);
      else if (message.get('channelstate') === ring) calls.dialsUs(id, message.short('exten'), time);
      return true;
    case 'NewAccountCode':
      calls.renamed(id, message.short('accountcode'));
      return true;
    case 'DialBegin':
      calls.dials(
        id === '' ? undefined : id,
        message.get('destuniqueid'),
        message.short('exten'),
        message.short('dialstring'),
        time,
      );
      return true;
    case 'DialEnd': {
      const leg = message.get('destuniqueid');
      calls.dialled(leg, message.get('dialstatus'), message.get('forward') !== '');
      if (message.get('dialstatus') === 'ANSWER') calls.answered(leg, time);
      return true;
    }
    case 'BlindTransfer':
      if (message.get('result') === 'Success')
        calls.transferred(
          message.get('transfereruniqueid'),
          message.get('transfereeuniqueid'),
          message.short('extension'),
        );
      return true;
    case 'Hangup':
      calls.ended(id, Number(message.get('cause')) || 0, time);
      return true;
    default:
      return false;
  }
}
