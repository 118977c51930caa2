import { type Destination, type DestinationKind, destinationOf } from '../../core/phone/destination.ts';
import { readDialled } from '../../core/phone/dialled-text.ts';
import type { DialledKind } from '../../core/phone/normalise.ts';
import type { Rate } from '../../core/rates/rate.ts';
import type { PlacedCustomer } from './placed-customer.ts';

const paidKinds: ReadonlySet<DestinationKind> = new Set(['premium', 'personal', 'satellite', 'international-network']);
/** A power of two. */
const slots = 65_536;
/** Fewer digits reach nobody outside the country. */
const fewestUnread = 7;
const mostUnread = 32;

/** What a text means to phones of a customer, and what follows from that alone. */
export interface KnownNumber {
  readonly owner: PlacedCustomer;
  readonly dialled: string;
  readonly kind: DialledKind;
  /** Digits of E.164 without plus, '' for what is no such number. */
  readonly e164: string;
  /** What was dialled, when these are digits of which nobody knows where they lead; '' otherwise. */
  readonly unread: string;
  readonly destination: Destination;
  /** Whoever is called there is paid for it: never a call that a customer receives. */
  readonly paid: boolean;
  /** Customers that have the number, and those that it is the number or account of; undefined until it is asked for. */
  owners: readonly PlacedCustomer[] | undefined;
  callers: readonly PlacedCustomer[] | undefined;
  /** The same for another customer: the one that was asked for last. */
  other: KnownNumber | undefined;
  /** What a call of the owner costs there, where that is the same at all times; undefined until it is asked for. */
  rate: Rate | undefined;
}

/**
 * What numbers mean to phones of customers. The same few come again and again: who calls, and whom a customer calls. One that
 * is new takes the place of another, so that nothing grows and nothing is forgotten at once.
 */
export class DialledMemory {
  readonly #known: (KnownNumber | undefined)[] = new Array(slots).fill(undefined);

  /** As `normalise` with the dial plan of the customer. */
  of(owner: PlacedCustomer, dialled: string): KnownNumber {
    const slot = (hashOf(dialled) ^ Math.imul(owner.place, 0x9e3779b1)) & (slots - 1);
    const before = this.#known[slot];
    if (before !== undefined && before.owner === owner && before.dialled === dialled) return before;
    const { kind, e164 } = owner.normalise(dialled);
    // A local number of an area that nobody knows.
    const local = kind === 'national' && e164 === '';
    const destination: Destination = local
      ? { country: owner.plan.country, kind: 'fixed', prefix: '', island: false }
      : destinationOf(e164);
    const known: KnownNumber = {
      owner,
      dialled,
      kind,
      e164,
      unread: kind === 'unknown' && e164 === '' ? unreadDigits(dialled) : '',
      destination,
      paid: paidKinds.has(destination.kind),
      owners: undefined,
      callers: undefined,
      other: undefined,
      rate: undefined,
    };
    this.#known[slot] = known;
    return known;
  }

  /** As `of`, for who has read the number for somebody else before. */
  likewise(before: KnownNumber, owner: PlacedCustomer): KnownNumber {
    if (before.owner === owner) return before;
    if (before.other?.owner !== owner) before.other = this.of(owner, before.dialled);
    return before.other;
  }
}

function unreadDigits(dialled: string): string {
  const { kind, digits } = readDialled(dialled);
  return kind === 'number' && digits.length >= fewestUnread ? digits.slice(0, mostUnread) : '';
}

function hashOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
