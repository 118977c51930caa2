import { ByAddress } from '../core/by-address.ts';
import type { Event } from '../core/event.ts';

/** Farthest that the two lines of one attempt lie apart, ms: one of them has whole seconds. */
const apart = 2_000;
/** Most addresses that are remembered; then it starts afresh. */
const mostAddresses = 4_096;

/** What was told of one address and not told again yet. */
class Told {
  notices = 0;
  noticeTime = 0;
  securityEvents = 0;
  securityTime = 0;
  /** What acl.c told of it, which whoever asked the list tells again. */
  lists = 0;
  listTime = 0;
  /** Account that was just called unknown, when its refusal follows on a line of its own. */
  unknown = '';
}

/**
 * Asterisk tells of a refused attempt twice when it writes both its notices and its security events, as most
 * distributions have it do: one wrong password would count as two. This marks whichever comes second, so that each attempt
 * counts once, whatever is logged. Of one address the notices and the security events are paired by their number; which of
 * them belong together does not matter. Asterisk's manager and FreeSWITCH say of an unknown account that it is unknown and
 * then that it was refused; Asterisk's access lists say whom they reject before whoever asked them says so too.
 */
export class AttemptTwins {
  private readonly told = new Map<string, Told>();
  private readonly latest = new ByAddress<Told>();

  /** Sets `uncounted` of a recognised event that tells of an attempt once more. */
  mark(event: Event): void {
    if (event.outcome !== 'failure' || event.sourceIp === '') return;
    if (event.action !== 'sip-auth' && event.action !== 'iax-auth' && event.action !== 'admin-login') return;
    const told = this.of(event.sourceIp);
    const { time } = event;
    if (Math.abs(time - told.noticeTime) > apart) told.notices = 0;
    if (Math.abs(time - told.securityTime) > apart) told.securityEvents = 0;
    // Only security events say where an attempt arrived.
    if (event.destinationIp !== '') {
      event.uncounted = told.notices > 0;
      if (event.uncounted) told.notices--;
      else told.securityEvents++;
      told.securityTime = time;
      return;
    }
    if (event.service === 'ami' || event.dataset === 'freeswitch') {
      const isUnknown = event.reason === 'unknown-account';
      const wasTold = !isUnknown && told.unknown !== '' && told.unknown === event.userName;
      told.unknown = isUnknown ? event.userName : '';
      if (wasTold && Math.abs(time - told.noticeTime) <= apart) {
        event.uncounted = true;
        return;
      }
    }
    if (event.reason === 'acl-denied' && this.isListed(event, told)) return;
    event.uncounted = told.securityEvents > 0;
    if (event.uncounted) told.securityEvents--;
    else told.notices++;
    told.noticeTime = time;
  }

  /** Whether a list told of this refusal already; what a list tells itself is known by having neither port nor name. */
  private isListed(event: Event, told: Told): boolean {
    const { time } = event;
    if (Math.abs(time - told.listTime) > apart) told.lists = 0;
    if (event.sourcePort === 0 && event.userName === '') {
      told.lists++;
      told.listTime = time;
      return false;
    }
    if (told.lists === 0) return false;
    told.lists--;
    event.uncounted = true;
    return true;
  }

  private of(address: string): Told {
    const latest = this.latest.get(address);
    if (latest !== undefined) return latest;
    let told = this.told.get(address);
    if (told === undefined) {
      if (this.told.size >= mostAddresses) {
        this.told.clear();
        this.latest.clear();
      }
      told = new Told();
      this.told.set(address, told);
    }
    this.latest.set(address, told);
    return told;
  }
}
