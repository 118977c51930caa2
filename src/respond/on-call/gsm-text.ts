/** Basic alphabet of 3GPP TS 23.038, 6.2.1, without the escape; and its extension, whose characters take two places. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('^{}\\[~]|€');

const instead = new Map(
  Object.entries({
    '‘': "'",
    '’': "'",
    '‚': "'",
    '`': "'",
    '´': "'",
    '“': '"',
    '”': '"',
    '„': '"',
    '«': '"',
    '»': '"',
    '–': '-',
    '—': '-',
    '‐': '-',
    '‑': '-',
    '−': '-',
    '…': '...',
    '•': '-',
    '→': '->',
    '×': 'x',
    œ: 'oe',
    Œ: 'OE',
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
  }),
);

/** Places that a text takes in the GSM alphabet; undefined when a character is not in it. One message holds 160. */
export function gsmLength(text: string): number | undefined {
  let places = 0;
  for (const sign of text) {
    if (basic.has(sign)) places++;
    else if (extension.has(sign)) places += 2;
    else return undefined;
  }
  return places;
}

/** The text in the GSM alphabet: accents it does not have go, other scripts become question marks. */
export function toGsm(text: string): string {
  let plain = '';
  for (const sign of text) {
    if (basic.has(sign) || extension.has(sign)) plain += sign;
    else plain += instead.get(sign) ?? bare(sign);
  }
  return plain;
}

function bare(sign: string): string {
  const letters = sign.normalize('NFKD').replace(/\p{M}/gu, '');
  return letters !== '' && gsmLength(letters) !== undefined ? letters : '?';
}

/** The beginning of a text in the GSM alphabet that takes at most `most` places; what is cut ends in two dots. */
export function cutGsm(text: string, most: number): string {
  if ((gsmLength(text) ?? Number.POSITIVE_INFINITY) <= most) return text;
  let [kept, places] = ['', 2];
  for (const sign of text) {
    places += extension.has(sign) ? 2 : 1;
    if (places > most) break;
    kept += sign;
  }
  return `${kept.trimEnd()}..`;
}
