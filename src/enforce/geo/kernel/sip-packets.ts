import { universalEmergency } from '../../../core/phone/emergency.ts';

/*
 * First bytes of SIP requests over UDP (RFC 3261 section 7.1) as nft matches them. `th` is the transport header; UDP's has 64 bits.
 */

function bits(text: string): number {
  return 8 * text.length;
}

function hex(text: string): string {
  return `0x${Array.from(text, (letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('')}`;
}

function begins(text: string): string {
  return `@th,64,${bits(text)} ${hex(text)}`;
}

export const isRegister = begins('REGISTER');
export const isInvite = begins('INVITE ');

/** With an outside line before them, too. */
const emergencyNumbers = ['', '0', '9'].flatMap((line) => universalEmergency.map((number) => line + number));

/** Beginnings of request URIs of emergency calls. Numbers that mean an extension somewhere else are not among them. */
const emergencyTargets = emergencyNumbers.flatMap((number) => [
  `sip:${number}@`,
  `sips:${number}@`,
  `tel:${number} `,
  `tel:${number};`,
]);

/** Matches of an INVITE (seen to be one) to an emergency number; one match for all targets of a length. */
export function emergencyMatches(): readonly string[] {
  const byLength = new Map<number, string[]>();
  for (const target of emergencyTargets)
    byLength.set(bits(target), [...(byLength.get(bits(target)) ?? []), hex(target)]);
  return [...byLength].map(([length, values]) => `@th,${64 + bits('INVITE ')},${length} { ${values.join(', ')} }`);
}
