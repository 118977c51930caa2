import type { Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { longestBeforeAddress } from '../../line/scan.ts';
import type { Interner } from '../../line/text.ts';
import { AclReader } from './acl.ts';
import { ChanSipReader } from './chan-sip.ts';
import { IaxAndManagerReader } from './iax-and-manager.ts';
import { PjsipReader } from './pjsip.ts';

/**
 * Reads the NOTICE, WARNING and ERROR messages of chan_sip, res_pjsip, chan_iax2, the manager and acl.c that tell of a refused
 * attempt. Names, numbers, From, To and Call-ID in them come from whoever sends and may hold whatever looks like another
 * message, so each address is read from the side that Asterisk writes itself; where both sides are the sender's, every
 * place that could be the address is looked at and two different addresses make the line malformed.
 */
export class NoticeReader {
  private readonly acl = new AclReader();
  private readonly chanSip: ChanSipReader;
  private readonly pjsip: PjsipReader;
  private readonly iaxAndManager: IaxAndManagerReader;

  constructor(texts: Interner) {
    this.chanSip = new ChanSipReader(texts);
    this.pjsip = new PjsipReader(texts);
    this.iaxAndManager = new IaxAndManagerReader(texts);
  }

  /**
   * Reads the message bytes[start, end); the event is touched only when it is recognised. `reach` is the longest text of
   * others before an address that is trusted, bytes; `isPjsipSession`: res_pjsip_session.c wrote it; `withCallId`: somebody
   * may ask for it.
   */
  read(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    reach = longestBeforeAddress,
    isPjsipSession = false,
    withCallId = true,
  ): Reading {
    if (end - start < 12) return 'ignored';
    if (isPjsipSession) return this.chanSip.sessionCall(bytes, start, end, event);
    let reading: Reading = 'ignored';
    switch (bytes[start]) {
      case 0x53: // S
        if (bytes[start + 1] === 0x49) return this.acl.read(bytes, start, end, event);
        return this.chanSip.read(bytes, start, end, event, reach);
      case 0x46: // F
        return this.chanSip.read(bytes, start, end, event, reach);
      case 0x43: // C
        reading = this.chanSip.read(bytes, start, end, event, reach);
        break;
      case 0x4d: // M
        reading = this.acl.read(bytes, start, end, event);
        break;
      case 0x41: // A
      case 0x45: // E
      case 0x49: // I
      case 0x52: // R
        if (bytes[start + 1] === 0x41) return this.acl.read(bytes, start, end, event);
        reading = this.pjsip.read(bytes, start, end, event, reach, withCallId);
        if (reading === 'ignored' && bytes[start] === 0x52)
          reading = this.chanSip.read(bytes, start, end, event, reach);
    }
    return reading === 'ignored' ? this.iaxAndManager.read(bytes, start, end, event, reach) : reading;
  }
}
