import type { AccountFact, AccountFactKind } from '../../../core/calls/account-fact.ts';
import type { AmiMessage } from './ami-message.ts';

/** Security events that say that somebody did not get in. */
const failures = new Set(['InvalidPassword', 'ChallengeResponseFailed', 'InvalidAccountID', 'FailedACL']);
/** Services of phones; the manager interface tells of its own users too, ours among them. */
const services = new Set(['PJSIP', 'SIP', 'IAX2']);
/** The same success again within this time says nothing new: phones sign in with every call and every registration. */
const silent = 60_000;
const mostRemembered = 20_000;

/** Address of `IPV4/UDP/198.51.100.7/5060`; '' when it is none. */
export function addressOfTransport(text: string): string {
  const [family, , address] = text.split('/');
  return (family === 'IPV4' || family === 'IPV6') && address !== undefined ? address : '';
}

/** IP address of `198.51.100.7:5060`, `[2001:db8::7]:5060`, `sip:100@198.51.100.7:5060;ob`; '' for a name or nothing. */
export function addressOfHost(text: string): string {
  const host = text
    .replace(/^<?sips?:/i, '')
    .replace(/^[^@]*@/, '')
    .split(/[;>?]/, 1)[0];
  const [, six] = /^\[([0-9a-f:.]+)\]/i.exec(host) ?? [];
  if (six !== undefined) return six.toLowerCase();
  const [, four] = /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/.exec(host) ?? [];
  return four ?? (/^[0-9a-f]*:[0-9a-f:.]+$/i.test(host) ? host.toLowerCase() : '');
}

/** An account's name as Asterisk gives it; what a stranger wrote into it is cut. */
function nameOf(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 128);
}

/** Reads what events tell of accounts, and remembers where each was seen last. */
export class AccountFacts {
  readonly #tell: (fact: AccountFact) => void;
  /** Last success of an account: address and time. The oldest are forgotten first. */
  readonly #seen = new Map<string, { readonly address: string; readonly time: number }>();

  constructor(tell: (fact: AccountFact) => void) {
    this.#tell = tell;
  }

  /** Where an account signed in from last, '' when unknown. */
  addressOf(account: string): string {
    return this.#seen.get(account)?.address ?? '';
  }

  /** Takes one event; false when it tells nothing of an account. */
  take(message: AmiMessage, time: number): boolean {
    const { event } = message;
    if (event === 'ContactStatus') return this.#contact(message, time);
    if (event === 'PeerStatus') return this.#peer(message, time);
    const failed = failures.has(event);
    if ((!failed && event !== 'SuccessfulAuth') || !services.has(message.get('service'))) return false;
    // Asterisk answers a first request of a known account, too, that it is to sign in: those are other events.
    const account = nameOf(message.get('accountid'));
    const address = addressOfTransport(message.get('remoteaddress'));
    if (failed) this.#fact('sign-in-failed', account, address, time);
    else this.#success(account, address, time);
    return true;
  }

  /** A forward was set, or taken back with an empty target. */
  forward(account: string, target: string, time: number): void {
    this.#fact(target === '' ? 'forward-cleared' : 'forward-set', nameOf(account), '', time, nameOf(target));
  }

  /** A phone registered (`res_pjsip`). */
  #contact(message: AmiMessage, time: number): boolean {
    const status = message.get('contactstatus');
    if (status !== 'NonQualified' && status !== 'Reachable' && status !== 'Created') return false;
    const account = nameOf(message.get('endpointname') || message.get('aor'));
    const address = addressOfHost(message.get('uri'));
    // A phone behind NAT writes its inner address into its contact; where the packets came from is known better.
    if (account === '' || address === '' || this.#seen.has(account)) return false;
    this.#success(account, address, time);
    return true;
  }

  /** A phone registered (`chan_sip`, `chan_iax2`). */
  #peer(message: AmiMessage, time: number): boolean {
    if (message.get('peerstatus') !== 'Registered') return false;
    const account = nameOf(message.get('peer').replace(/^[^/]*\//, ''));
    const address = addressOfHost(message.get('address'));
    if (account === '' || address === '') return false;
    this.#success(account, address, time);
    return true;
  }

  #success(account: string, address: string, time: number): void {
    const before = this.#seen.get(account);
    if (before !== undefined && before.address === address && time - before.time < silent) return;
    this.#seen.delete(account);
    this.#seen.set(account, { address, time });
    if (this.#seen.size > mostRemembered) {
      const { value } = this.#seen.keys().next();
      if (value !== undefined) this.#seen.delete(value);
    }
    this.#fact('signed-in', account, address, time);
  }

  #fact(kind: AccountFactKind, account: string, address: string, time: number, target = ''): void {
    this.#tell({ kind, time, tenant: '', account, address, country: '', userAgent: '', target });
  }
}
