import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import { dayMs } from './destination-memory.ts';
import type { PayerState } from './payer-state.ts';

/** A person tries a number again within this time. */
const redialMs = 30 * 60_000;

/** Outgoing, but not begun by one's own: it belongs to a call that came in. */
export function isForwarded(call: Call, { incoming }: CustomerState): boolean {
  return incoming.leadTo(call) ?? call.payer === '';
}

/** Whether this number, or its neighbours, rang once not long ago. */
export function isCalledBack({ number, start }: Call, { oneRings }: CustomerState): boolean {
  if (oneRings.length === 0 || number.length < 7) return false;
  const range = number.slice(0, -3);
  for (const ring of oneRings) if (start - ring.time < 3 * dayMs && ring.number.startsWith(range)) return true;
  return false;
}

/** The same number again soon after nobody answered, or hardly: a person who tries once more. */
export function isRedial(call: Call, payer: PayerState): boolean {
  const recent = payer.suspicion?.recent;
  if (!recent) return false;
  for (let i = recent.length - 1; i >= 0; i--) {
    const before = recent[i]!.call;
    if (call.start - before.start > redialMs) return false;
    if (before.number === call.number)
      return before.end > 0 && (before.answer === 0 || before.end - before.answer < 30_000);
  }
  return false;
}

/** Digits in which numbers of one run differ. */
const runDigits = 4;

/**
 * Evidence, in nats, that a list is worked off: other numbers of one run were called within a day, more than a business
 * has telephones; and the next call begins as soon as the one before is over.
 */
export function listSign(call: Call, payer: PayerState): number {
  const recent = payer.suspicion?.recent;
  if (!recent || call.number.length < 8) return 0;
  const run = call.number.slice(0, -runDigits);
  const others = new Set<string>();
  let last = 0;
  for (let i = recent.length - 1; i >= 0; i--) {
    const { call: before } = recent[i]!;
    if (call.start - before.start > dayMs) break;
    if (before.end - before.answer > 60_000 && before.answer > 0 && before.end > last) last = before.end;
    if (before.number !== call.number && before.number.startsWith(run)) others.add(before.number);
  }
  const list = others.size >= 6 ? 3 : others.size >= 3 ? 2 : 0;
  return list + (last > 0 && call.start - last < 20_000 ? 1 : 0);
}
