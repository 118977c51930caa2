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

/** nft compares 16 bytes at most. */
const mostBits = 128;

/** Matches of an INVITE (seen to be one) that calls for help as one of `spellings`; one match for all targets of a length. */
export function emergencyMatches(spellings: readonly string[]): readonly string[] {
  const targets = spellings.flatMap((number) => [
    `sip:${number}@`,
    `sip:${number};`,
    `sips:${number}@`,
    `sips:${number};`,
    `tel:${number} `,
    `tel:${number};`,
  ]);
  const byLength = new Map<number, string[]>();
  for (const target of targets) {
    const length = bits(target);
    if (length <= mostBits) byLength.set(length, [...(byLength.get(length) ?? []), hex(target)]);
  }
  return [...byLength].map(([length, values]) => `@th,${64 + bits('INVITE ')},${length} { ${values.join(', ')} }`);
}
