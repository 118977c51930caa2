import { ByAddress } from '../core/by-address.ts';
import type { Event, Reason } from '../core/event.ts';
import type { Cidr } from '../core/ip.ts';
import { contains, formatCidr, overlaps, readCidr } from '../core/ip.ts';
import { FailureLog } from './failure-log.ts';
import type { SiteLookup } from './guards.ts';

/** What is kept of a site; plain data for storage. */
export interface SiteRecord {
  /** IPv4 address, or the /64 of an IPv6 address in canonical text. */
  readonly key: string;
  /** First and last proven success, ms; 0 when there is none. */
  readonly first: number;
  readonly last: number;
  /** Accounts that succeeded, at most `maxAccounts`, newest last; of more accounts a sample. */
  readonly accounts: readonly string[];
  /** Until when this address counts as one that cracked an account, ms; 0 when it never did. */
  readonly suspectUntil: number;
}

const maxAccounts = 4;
const memoryMs = 7 * 86_400_000;
const settleMs = 60_000;
const suspicionMs = 86_400_000;
/** A known site is moved to the young end of the table, and written again, at most this often. */
const refreshMs = 60_000;

interface Site {
  first: number;
  last: number;
  accounts: string[];
  suspectUntil: number;
  /** It made room for another. */
  gone: boolean;
}

/** Whether an event of this reason tells of a guess at a password. Written out: a set would be asked for every event. */
function isGuess(reason: Reason): boolean {
  return !(
    reason === 'stale-nonce' ||
    reason === 'no-credentials' ||
    reason === 'session-limit' ||
    reason === 'load-limit' ||
    reason === 'memory-limit' ||
    reason === 'method-not-allowed' ||
    reason === 'request-not-supported' ||
    reason === 'timeout' ||
    reason === 'removed'
  );
}

/**
 * Learns from where customers really work: addresses with proven successes (credentials accepted) in the last 7 days. An
 * account that succeeds after its own run of failures, or amid failures on many accounts, was probably cracked and proves
 * nothing; until the address is a site it also makes it suspect, for a day after its last success of that kind. A wrong
 * password on one phone does not stop the other phones of that site from proving it. One success counts once it is 60 s
 * old; two accounts count at once. IPv6 counts per /64 (RFC 6177: a site has at least that).
 */
export class CustomerSites implements SiteLookup {
  private readonly capacity: number;
  private readonly sites = new Map<string, Site>();
  private readonly latest = new ByAddress<Site>();
  private readonly changed = new Set<string>();
  private readonly failures: FailureLog;
  private evicted = 0;
  /** A flood comes from one address at a time: its key is worked out once. */
  private lastIp = '';
  private lastKey = '';

  /** `capacity`: most sites, and most failing addresses, remembered at a time. */
  constructor(capacity = 200_000) {
    this.capacity = capacity;
    this.failures = new FailureLog(capacity);
  }

  /** Takes what an event says about its source; anything but SIP and IAX credentials is passed over at once. */
  observe(event: Event): void {
    const action = event.action;
    // A call counts when its INVITE carried credentials that were accepted: a trunk may never register.
    const call = action === 'sip-call' && event.outcome === 'success';
    if (action !== 'sip-register' && action !== 'sip-auth' && action !== 'iax-auth' && !call) return;
    if (event.outcome === 'unknown' || event.sourceIp === '') return;
    if (!isGuess(event.reason)) return;
    if (event.sourceIp !== this.lastIp) {
      this.lastIp = event.sourceIp;
      this.lastKey = siteKey(event.sourceIp);
    }
    const key = this.lastKey;
    if (event.outcome === 'success') this.succeeded(key, event.userName, event.time);
    // Anybody can send one datagram in the name of another: an account that does not exist was never challenged over UDP.
    else if (event.reason !== 'unknown-account' || event.transport !== 'udp') {
      this.failures.failed(key, event.userName, event.time);
    }
  }

  private succeeded(key: string, account: string, time: number): void {
    let site = this.find(key);
    if (site === undefined || !isSettled(site, time)) {
      if (this.failures.suspicious(key, account, time)) {
        // Another account proved this place before the guessing began: the guess proves nothing more and unproves nothing.
        if (site !== undefined && site.first !== 0) return;
        site = site ?? this.insert(key, { first: 0, last: 0, accounts: [], suspectUntil: 0, gone: false });
        site.suspectUntil = Math.max(site.suspectUntil, time + suspicionMs);
        this.changed.add(key);
        return;
      }
    }
    if (site === undefined) {
      this.insert(key, {
        first: time,
        last: time,
        accounts: account === '' ? [] : [account],
        suspectUntil: 0,
        gone: false,
      });
      this.changed.add(key);
      return;
    }
    if (site.suspectUntil > time) return;
    // Of a site with many phones the list of accounts is a sample; renewing it for each phone would be all we do.
    const fresh = site.first !== 0 && time - site.last < refreshMs;
    if (fresh && site.accounts.length === maxAccounts) return;
    const known = account === '' || site.accounts.includes(account);
    if (fresh && known) return;
    if (!known) {
      site.accounts.push(account);
      if (site.accounts.length > maxAccounts) site.accounts.shift();
    }
    if (site.first === 0 || time - site.last > memoryMs) site.first = time;
    site.last = Math.max(site.last, time);
    this.sites.delete(key);
    this.sites.set(key, site);
    this.changed.add(key);
  }

  private find(key: string): Site | undefined {
    const latest = this.latest.get(key);
    if (latest !== undefined && !latest.gone) return latest;
    const site = this.sites.get(key);
    if (site !== undefined) this.latest.set(key, site);
    return site;
  }

  private insert(key: string, site: Site): Site {
    if (this.sites.size >= this.capacity) {
      const [[oldest, gone]] = this.sites;
      gone.gone = true;
      this.sites.delete(oldest);
      this.changed.delete(oldest);
      this.evicted++;
    }
    this.sites.set(key, site);
    return site;
  }

  /** Which known site `range` touches, in words; '' for none. */
  covering(range: Cidr, time: number): string {
    if (range.prefix === (range.family === 4 ? 32 : 128)) {
      const key = siteKey(formatCidr(range));
      const site = this.sites.get(key);
      return site && isSite(site, time) ? describe(key, site) : '';
    }
    for (const [key, site] of this.sites) {
      if (isSite(site, time) && overlaps(range, readCidr(key)!)) return describe(key, site);
    }
    return '';
  }

  /** Sites inside or around `range`, newest first, at most `limit`: what a block by a person would touch. */
  touched(range: Cidr, time: number, limit = 50): readonly SiteRecord[] {
    const found: SiteRecord[] = [];
    for (const [key, site] of this.sites) {
      const cidr = readCidr(key)!;
      if (isSite(site, time) && (contains(range, cidr) || contains(cidr, range))) found.push(record(key, site));
    }
    return found.sort((a, b) => b.last - a.last).slice(0, limit);
  }

  /** What changed since the last call, for storage; forgets that it did. */
  changedSites(): readonly SiteRecord[] {
    const changed = [...this.changed].map((key) => record(key, this.sites.get(key)!));
    this.changed.clear();
    return changed;
  }

  /** Takes back what was stored, oldest success first or in any order. */
  loadSites(records: readonly SiteRecord[]): void {
    for (const { key, first, last, accounts, suspectUntil } of [...records].sort((a, b) => a.last - b.last)) {
      const known = this.sites.get(key);
      if (known) known.gone = true;
      this.sites.delete(key);
      this.insert(key, { first, last, accounts: accounts.slice(-maxAccounts), suspectUntil, gone: false });
    }
  }

  /** Sizes and evictions, for metrics. */
  stats(): { readonly sites: number; readonly failing: number; readonly evicted: number } {
    return { sites: this.sites.size, failing: this.failures.size, evicted: this.evicted + this.failures.evicted };
  }
}

/**
 * Site of an address in canonical text (RFC 5952): itself for IPv4, its /64 for IPv6. Works on the text, since this is asked
 * for every sign-in: the four zero groups of the host part always make the longest run, so they take the `::`.
 */
export function siteKey(address: string): string {
  if (!isV6(address)) return address;
  const gap = address.indexOf('::');
  const groups = split(gap < 0 ? address : address.slice(0, gap));
  if (groups.length < 4 && gap >= 0) {
    const tail = split(address.slice(gap + 2));
    for (let zeros = 8 - groups.length - tail.length; zeros > 0; zeros--) groups.push('0');
    groups.push(...tail);
  }
  let length = 4;
  while (length > 0 && groups[length - 1] === '0') length--;
  return `${groups.slice(0, length).join(':')}::/64`;
}

/** The first group of an IPv6 address has at most four digits. */
function isV6(address: string): boolean {
  for (let i = 0; i < 5 && i < address.length; i++) if (address.charCodeAt(i) === 0x3a) return true;
  return false;
}

function split(groups: string): string[] {
  return groups === '' ? [] : groups.split(':');
}

function isSettled(site: Site, time: number): boolean {
  return site.first !== 0 && (site.accounts.length >= 2 || time - site.first >= settleMs);
}

function isSite(site: Site, time: number): boolean {
  return time - site.last <= memoryMs && isSettled(site, time);
}

function record(key: string, { first, last, accounts, suspectUntil }: Site): SiteRecord {
  return { key, first, last, accounts: [...accounts], suspectUntil };
}

function describe(key: string, site: Site): string {
  const accounts = site.accounts.length === 0 ? '' : ` as ${site.accounts.join(', ')}`;
  return `${key} is a customer site: last accepted registration ${new Date(site.last).toISOString()}${accounts}`;
}
