import { formatCidr, readCidr } from '../ip.ts';
import { ok, type Result, refused } from '../result.ts';
import type { Text } from '../text.ts';
import type { Field } from './part.ts';

/** Networks of customers are guarded against blocks as a whole, so a slip of the pen may not cover half the internet. */
const widest4 = 16;
const widest6 = 32;

/**
 * Reads what somebody typed for a field, beyond its type: addresses become canonical, numbers E.164. The reason says what to
 * write instead.
 */
export function readValue(field: Pick<Field, 'kind' | 'max'>, value: unknown): Result<unknown, Text> {
  switch (field.kind) {
    case 'network':
      return readNetwork(String(value));
    case 'addresses': {
      const addresses = new Set<string>();
      for (const one of value as readonly string[]) {
        const read = readNetwork(one);
        if (!read.ok) return read;
        addresses.add(read.value);
      }
      return ok([...addresses]);
    }
    case 'number':
      return readNumber(String(value));
    case 'zone':
      return value === '' || isTimeZone(String(value))
        ? ok(value)
        : refused({
            nl: 'Dit is geen tijdzone. Schrijf bijvoorbeeld Europe/Amsterdam.',
            en: 'This is no time zone. Write for example Europe/Amsterdam.',
          });
    default:
      return ok(value);
  }
}

/** Canonical text of an address or CIDR that a customer may have. */
export function readNetwork(text: string): Result<string, Text> {
  const cidr = readCidr(text.trim());
  if (!cidr) {
    return refused({
      nl: 'Dit is geen adres of netwerk. Schrijf bijvoorbeeld 198.51.100.7 of 198.51.100.0/24.',
      en: 'This is no address or network. Write for example 198.51.100.7 or 198.51.100.0/24.',
    });
  }
  const widest = cidr.family === 4 ? widest4 : widest6;
  if (cidr.prefix < widest) {
    return refused({
      nl: `Dit netwerk is te groot: hoogstens een /${widest}. Schrijf de netwerken die echt van deze klant zijn.`,
      en: `This network is too large: at most a /${widest}. Write the networks that really are this customer's.`,
    });
  }
  return ok(formatCidr(cidr));
}

/** E.164 with its plus, of what people write: spaces, hyphens, dots, brackets and `(0)` are left out, `00` is a plus. */
export function readNumber(text: string): Result<string, Text> {
  const bare = text
    .trim()
    .replace(/^tel:/i, '')
    .replace(/\(0\)/g, '')
    .replace(/[\s().\-/\u00a0\u2010-\u2013]/g, '')
    .replace(/^00/, '+');
  if (/^\+[1-9]\d{4,14}$/.test(bare)) return ok(bare);
  const national = /^0[1-9]\d{7,8}$/.exec(bare);
  const example = national ? `+31${bare.slice(1)}` : '+31201234567';
  return refused({
    nl: `Schrijf het nummer met plus en landcode, bijvoorbeeld ${example}.`,
    en: `Write the number with plus and country code, for example ${example}.`,
  });
}

/** Shorter than this a hyphen stands inside one number, as in `+31 20-1234567`. */
const shortestFirst = 9;

/**
 * First and last of a range of numbers: one number, `first-last`, or `first-` and the last digits of the last, such as
 * `+31201234500-599`. Two points, a dash and `t/m` do as well as a hyphen.
 */
export function readNumberRange(text: string): Result<{ readonly first: string; readonly last: string }, Text> {
  const spread = /^(.*\d)\s*(?:-|–|\.\.|t\/m)\s*(\+?\d[\d\s]*)$/.exec(text.trim());
  const first = spread && readNumber(spread[1]);
  if (!spread || !first?.ok || first.value.length <= shortestFirst) {
    const single = readNumber(text);
    return single.ok ? ok({ first: single.value, last: single.value }) : single;
  }
  const tail = spread[2].replace(/\s/g, '');
  const digits = tail.replace(/^(\+|00)/, '');
  const isWhole = digits !== tail || digits.length >= first.value.length - 1;
  return ok({ first: first.value, last: isWhole ? `+${digits}` : first.value.slice(0, -digits.length) + digits });
}

/** Most numbers a range may have. */
export const mostNumbers = 1_000_000;

/** What is wrong with a range of numbers, undefined when nothing is. */
export function rangeFault(first: string, last: string): Text | undefined {
  const [from, to] = [Number(first.slice(1)), Number(last.slice(1))];
  if (!/^\+[1-9]\d{4,14}$/.test(last) || first.length !== last.length || to < from) {
    return {
      nl: 'Het laatste nummer moet na het eerste komen en evenveel cijfers hebben.',
      en: 'The last number must come after the first and have as many digits.',
    };
  }
  if (to - from >= mostNumbers) {
    return {
      nl: 'Dit bereik heeft meer dan een miljoen nummers. Controleer het laatste nummer.',
      en: 'This range has more than a million numbers. Check the last number.',
    };
  }
  return undefined;
}

/** Whether it is an IANA zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
