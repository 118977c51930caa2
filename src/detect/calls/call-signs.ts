import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import { dayMs } from './destination-memory.ts';
import type { PayerState } from './payer-state.ts';

/** A person tries a number again within this time. */
const redialMs = 30 * 60_000;

/** Outgoing, but not begun by one's own: it belongs to a call that came in. */
export function isForwarded(call: Call, state: CustomerState): boolean {
  if (state.incoming.size === 0) return call.payer === '';
  return (call.linkedId !== '' && state.incoming.has(`#${call.linkedId}`)) || state.incoming.has(digitsOf(call.from));
}

/** Digits of a number as shown, the last nine: enough to know it again in another spelling. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '').slice(-9);
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
