import { countryDialling } from '../phone/countries.ts';
import { type DialPlan, nationalLength } from '../phone/dial-plan.ts';
import { normalise } from '../phone/normalise.ts';
import { ok, type Result, refused } from '../result.ts';
import type { CallIdentifier } from './call-customer.ts';

const longestEnd = 4;
const mostOpen = 12;

/**
 * What a customer is known by that is written as a number: one in any spelling of its dial plan; a range of two, or of one and
 * its last digits (`020 1234500-99`); all that begin alike (`+3120123*`), or with as many digits as there are `x`
 * (`0201234xx`). A number that is only inside a PBX is an account. Numbers become E.164 digits, or ranges of them of one
 * length each.
 */
export function readCustomerNumber(text: string, plan: DialPlan): Result<readonly CallIdentifier[]> {
  const open = /^(.*?[\d\s)])\s*(\*|[xX]{1,9})$/.exec(text);
  if (open) return openEnded(open[1]!, open[2]!, plan);
  const parts = text.split(/\s*(?:-|–|—|\.\.\.?|t\/m|\btot\b|\bto\b)\s*/);
  if (parts.length === 2 && digitsOf(parts[0]!).length >= 9) {
    const [first, last] = parts as [string, string];
    const end = digitsOf(last);
    if (end.length > longestEnd && end.length < 7) return refused(`“${text}” is no range of numbers`);
    const from = normalise(plan, first).e164;
    const until = end.length > longestEnd ? normalise(plan, last).e164 : from.slice(0, from.length - end.length) + end;
    if (from === '' || end === '' || until.length !== from.length || Number(until) < Number(from))
      return refused(`“${text}” is no range of numbers of one length, lowest first`);
    return ok([{ kind: 'number', value: `${from}-${until}` }]);
  }
  const { e164, kind } = normalise(plan, text);
  if (kind === 'internal' && e164 === '') return ok([{ kind: 'account', value: digitsOf(text) || text.trim() }]);
  if (e164 === '') return refused(`“${text}” is no telephone number; write +31201234567 for instance`);
  return ok([{ kind: 'number', value: e164 }]);
}

/** Each length that a number which begins so can have is a range of its own. */
function openEnded(begin: string, end: string, plan: DialPlan): Result<readonly CallIdentifier[]> {
  const found: CallIdentifier[] = [];
  const [least, most] = end === '*' ? [0, mostOpen] : [end.length, end.length];
  for (let count = least; count <= most; count++) {
    const { e164, country } = normalise(plan, begin.trim() + '0'.repeat(count));
    if (e164 === '') continue;
    const code = countryDialling.get(country)?.code ?? '';
    const [shortest, longest] = nationalLength(country);
    const national = e164.length - code.length;
    if (national < shortest || national > longest) continue;
    found.push({ kind: 'number', value: `${e164}-${e164.slice(0, e164.length - count)}${'9'.repeat(count)}` });
  }
  return found.length > 0 ? ok(found) : refused(`no number begins with “${begin}”; write +3120123* for instance`);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
