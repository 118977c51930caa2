import type { Call } from '../../core/calls/call.ts';

/** Shorter numbers are extensions, which many have. */
const fewestDigits = 6;

/** Calls that came in to a customer and run. Nearly all end without anybody asking for them: looking through them is rare. */
export class IncomingCalls {
  readonly #calls: Call[] = [];

  add(call: Call): void {
    call.incomingPlace = this.#calls.length;
    this.#calls.push(call);
  }

  delete(call: Call): void {
    const calls = this.#calls;
    const place = call.incomingPlace;
    if (place < 0) return;
    const last = calls.pop()!;
    call.incomingPlace = -1;
    if (last === call) return;
    last.incomingPlace = place;
    calls[place] = last;
  }

  /** Whether one of them belongs to the same link, or was made by whom an outgoing call shows; undefined when none can tell. */
  leadTo(outgoing: Call): boolean | undefined {
    const caller = digitsOf(outgoing.from);
    let telling = false;
    for (const { linkedId, from } of this.#calls) {
      if (linkedId !== '') {
        if (linkedId === outgoing.linkedId) return true;
        telling = true;
      }
      const digits = digitsOf(from);
      if (digits.length < fewestDigits) continue;
      if (digits === caller) return true;
      telling = true;
    }
    return telling ? false : undefined;
  }
}

/** Digits of a number as shown, the last nine: enough to know it again in another spelling. */
function digitsOf(text: string): string {
  const { length } = text;
  let plain = true;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) {
      plain = false;
      break;
    }
  }
  return (plain ? text : text.replace(/\D/g, '')).slice(-9);
}
