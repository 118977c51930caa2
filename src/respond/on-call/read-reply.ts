const longest = 20_000;
const mostLines = 200;

const yes = new Set(
  [
    'ok',
    'oke',
    'okay',
    'ja',
    'bevestig',
    'bevestigd',
    'ik bevestig',
    'ik pak het op',
    'yes',
    'ack',
    'acknowledge',
  ].concat(['acknowledged', 'i acknowledge', 'i take it']),
);
const no = new Set(['nee', 'kan niet', 'ik kan niet', 'no', 'cannot', 'i cannot', "i can't", 'decline', 'declined']);

/**
 * What the first line of an answer by mail says. It counts only when the line says nothing else: an automatic reply, a quoted
 * alarm or a sentence around the word is no answer. `text` is the plain text of the mail, hostile or not, of any length.
 */
export function readReply(text: string): 'acknowledged' | 'declined' | undefined {
  const lines = text.slice(0, longest).split(/\r\n|\r|\n/, mostLines);
  const first = lines.map((line) => line.trim()).find((line) => line !== '');
  if (first === undefined || first.length > 40) return undefined;
  const said = first
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[.!,\s]+$/, '')
    .replace(/\s+/g, ' ');
  if (yes.has(said)) return 'acknowledged';
  return no.has(said) ? 'declined' : undefined;
}
