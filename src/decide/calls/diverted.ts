import type { Call } from '../../core/calls/call.ts';
import { leadsToHelp } from '../../core/phone/leads-to-help.ts';

/** Numbers for help call back by these, and nothing else is that short. */
const shortCaller = /^\+?\d{1,6}$/;

/** Whether nobody diverts this call: it is to or from an emergency number, or within the customer. */
export function isNeverDiverted({ dialledKind, direction, from }: Call): boolean {
  if (dialledKind === 'emergency' || direction === 'internal') return true;
  return direction === 'in' ? shortCaller.test(from.trim()) : dialledKind === 'internal';
}

/**
 * Where a diverted call goes: the URI of the diversion, with the dialled number put in as its user where it names none. '' when
 * the number cannot stand there, and when it may be a number for help: the call goes as it always does. Nothing of what a caller
 * writes gets in but digits, plus, star and hash.
 */
export function divertedTo(divertTo: string, call: Call): string {
  if (leadsToHelp(divertTo)) return '';
  if (divertTo.includes('@') || /^tel:/i.test(divertTo)) return divertTo;
  const dialled = call.direction === 'in' ? call.payer : call.number || call.dialled;
  const digits = dialled.replace(/^\+/, '');
  // Whole numbers with their plus, so that no dial plan of the next one is needed.
  const user = call.direction === 'in' || call.number !== '' ? `+${digits}` : dialled;
  if (!/^\+?[0-9*#]{1,32}$/.test(user)) return '';
  const [, scheme, rest] = /^(sips?):(.+)$/.exec(divertTo) ?? [];
  const target = scheme === undefined ? '' : `${scheme}:${user.replaceAll('#', '%23')}@${rest}`;
  return leadsToHelp(target) ? '' : target;
}
