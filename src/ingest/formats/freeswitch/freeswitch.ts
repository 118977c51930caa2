import type { Event } from '../../../core/event.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
import { reachOf, standsAt, trimEnd } from '../../line/scan.ts';
import { LinePrefix } from './line-prefix.ts';
import { eventSocketFile, SwitchMessage } from './switch-message.ts';

/** FreeSWITCH cuts nothing itself; more than this in front of an address is nobody's name. */
const ownLimit = 16_384;

/**
 * FreeSWITCH: authentication failures and challenges of mod_sofia (`log-auth-failures`), unknown users, refusals by access
 * lists, and received calls. From the log file, the console (with colour codes) or syslog.
 */
export function createFreeswitch(): Format {
  return new Freeswitch();
}

class Freeswitch implements Format {
  readonly name = 'freeswitch';
  private readonly prefix = new LinePrefix();
  private readonly message = new SwitchMessage();

  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
    const { prefix } = this;
    let stop = trimEnd(bytes, start, end);
    if (!prefix.read(bytes, start, stop, context))
      return this.message.isContinuation(bytes, start, stop) ? 'ignored' : 'foreign';
    // The console ends a line with a colour reset.
    while (stop > prefix.next && bytes[stop - 1] === 0x6d && stop - 4 >= prefix.next && bytes[stop - 4] === 0x1b) {
      stop = trimEnd(bytes, prefix.next, stop - 4);
    }
    const administers = standsAt(bytes, prefix.file, stop, eventSocketFile);
    const reading = this.message.read(bytes, prefix.next, stop, administers, event, reachOf(context, ownLimit));
    if (reading === 'recognised') {
      event.time = Number.isNaN(prefix.time) ? context.receivedAt : prefix.time;
      event.dataset = 'freeswitch';
    }
    return reading;
  }
}
