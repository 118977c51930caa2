/** Stands where a character is that the fonts of every PDF reader do not have. */
export const unknownSign = '?';

/** Beyond Latin-1: what the standard fonts of PDF have in WinAnsiEncoding (ISO 32000-1, annex D). */
const beyond = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

const instead: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '↔': '<->',
  '⇒': '=>',
  '≤': '<=',
  '≥': '>=',
  '≠': '<>',
  '−': '-',
  '‐': '-',
  '‑': '-',
  '‒': '–',
  '―': '—',
  '′': "'",
  '″': '"',
  '✓': 'x',
  '✔': 'x',
  '✗': '-',
  '№': 'nr.',
  ﬁ: 'fi',
  ﬂ: 'fl',
  '⁄': '/',
  '∕': '/',
  '⋅': '·',
  '∙': '·',
  '●': '•',
  Ł: 'L',
  ł: 'l',
  Đ: 'Ð',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  Ŋ: 'N',
  ŋ: 'n',
  Ŧ: 'T',
  ŧ: 't',
  ẞ: 'SS',
  Ə: 'E',
  ə: 'e',
};

// ISO 9 and ELOT 743, simplified to letters every font has.
const greek = pairs('αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo');
const cyrillic = pairs(
  'аa бb вv гg дd еe жzh зz иi йj кk лl мm нn оo пp рr сs тt уu фf хch цts чch шsh щshch ъ ыy ь эe юju яja іi їji єje ґg ђdj јj љlj њnj ћc џdz ѓg ќk ѕdz',
);

/**
 * A text as the standard fonts can show it: letters with marks those fonts lack lose the mark, Greek and Cyrillic are put in
 * Latin letters, anything else becomes a question mark. `lost` counts these, so that paper can say that it differs.
 */
export function winAnsi(text: string): { readonly text: string; readonly lost: number } {
  let out = '';
  let lost = 0;
  for (const sign of text.normalize('NFC')) {
    const shown = oneSign(sign);
    if (shown === undefined) lost++;
    out += shown ?? unknownSign;
  }
  return { text: out, lost };
}

function oneSign(sign: string): string | undefined {
  const code = sign.codePointAt(0)!;
  if (sign === '\n' || (code >= 0x20 && code <= 0x7e) || (code >= 0xa1 && code <= 0xff && code !== 0xad)) return sign;
  if (beyond.has(sign)) return sign;
  if (/\p{Zs}/u.test(sign)) return ' ';
  // Marks on their own and what cannot be seen.
  if (/[\p{M}\p{Cf}\p{Cc}]/u.test(sign)) return '';
  if (Object.hasOwn(instead, sign)) return instead[sign];
  const foreign = letter(sign);
  if (foreign !== undefined) return foreign;
  const plain = sign.normalize('NFKD').replace(/\p{M}/gu, '');
  if (plain === '' || plain === sign) return undefined;
  const parts = [...plain].map(oneSign);
  return parts.includes(undefined) ? undefined : parts.join('');
}

function letter(sign: string): string | undefined {
  const small = sign.toLowerCase();
  const found = greek.get(small) ?? cyrillic.get(small);
  return found === undefined || small === sign ? found : found.slice(0, 1).toUpperCase() + found.slice(1);
}

function pairs(list: string): ReadonlyMap<string, string> {
  return new Map(list.split(' ').map((pair) => [[...pair][0], [...pair].slice(1).join('')]));
}
