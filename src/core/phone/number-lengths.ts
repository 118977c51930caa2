/**
 * How many digits a number may have behind its country code, whatever its kind. From the possible lengths in Google's
 * libphonenumber (as libphonenumber-js 1.13.16 ships them, Apache 2.0; November 2026); those of +1 without numbers that are only
 * dialled locally.
 */
const table = `
4,5: 290
4,7: 683
4-7: 690
4-11: 352
4-13: 43 598
4-15: 49
4-7,10: 98
5: 500 682
5,6: 247
5,7: 676 677 678
5,8: 47 686
5-7: 688
5-8: 386
5-10: 27 64
5-11: 31
5-12: 358 971
5-7,10: 685
5-9,11: 852
5-10,12: 61
5,6,8-14: 82
6: 298 299 672 687
6,7: 597
6,9: 40 508 681
6-9: 252 355
6-10: 48 880 95
6-11: 375 595
6-12: 381 39
6,7,9: 421
6,8,9: 376 689
6,8-13: 63
6-8,10: 53
6-9,12: 359
6-10,12: 46
7: 238 239 246 248 269 291 297 592 673 674 680 691 692
7,8: 241 599 670 675 853 961 965 975
7,9: 220 245 265 354 423
7-9: 231 385 967 968
7-10: 243 254 353 84
7,10: 960
7,11: 501 679
7-11: 886
7-12: 86 882 972
7-17: 62
7,8,10: 230 267 372
7,8,11: 503
7,9,10: 263 44
7-9,11: 974
7,8,10,11: 507
7,10,12,13: 90
8: 216 222 223 226 227 228 232 235 236 253 257 266 350 356 357 370 371 373 374 389 45 505 509 800 808 973 993
8,9: 213 224 233 237 250 258 264 268 32 36 377 382 387 51 591 962 963
8,10: 378 506 850
8-10: 20 60 855 856 964 970 976
8,11: 502 504
8-11: 55 593
8-12: 383 883 92
8-13: 91
8-17: 81
8,10,11: 57 65 977
8-10,13: 66
9: 211 212 218 221 240 242 244 249 251 255 256 260 261 262 33 34 351 590 594 596 93 94 979 992 994 995 998
9,10: 380 881 966 996
9-11: 56
9,12: 41 870
9-12: 420
10: 1 225 229 52 58
10,11: 54
10-12: 30
10,14: 7
10-14: 234
11: 888
12: 878
`;

/** By country code as a number: a bit for each length that is possible. */
const possible = new Int32Array(1_000);
for (const line of table.trim().split('\n')) {
  const [lengths, codes] = line.split(': ') as [string, string];
  let bits = 0;
  for (const part of lengths.split(',')) {
    const [first, last = first] = part.split('-').map(Number) as [number, number?];
    for (let length = first; length <= last; length++) bits |= 1 << length;
  }
  for (const code of codes.split(' ')) possible[Number(code)] = bits;
}

/** Shortest and longest number behind a country code; undefined for a code that is none. */
export function lengthsOf(code: string): readonly [shortest: number, longest: number] | undefined {
  const bits = possible[Number(code)] ?? 0;
  return bits === 0 ? undefined : [31 - Math.clz32(bits & -bits), 31 - Math.clz32(bits)];
}

/** Whether E.164 digits (no plus) have a length that numbers behind their country code can have. */
export function isWhole(e164: string): boolean {
  let code = 0;
  for (let length = 1; length <= 3 && length < e164.length; length++) {
    code = code * 10 + (e164.charCodeAt(length - 1) - 0x30);
    // No country code begins another one.
    const bits = possible[code]!;
    if (bits !== 0) return ((bits >> (e164.length - length)) & 1) === 1;
  }
  return false;
}
