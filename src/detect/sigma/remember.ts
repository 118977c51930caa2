import type { TextMatch } from './pattern.ts';

const most = 512;
const longest = 256;

/**
 * The same answer, remembered for the last few hundred texts: user agents and addresses repeat, searching them again is
 * the cost. Forgets everything when full, so that hostile variety cannot grow it.
 */
export function remember(match: TextMatch): TextMatch {
  const known = new Map<string, boolean>();
  const empty = match('');
  return (text) => {
    if (text === '') return empty;
    if (text.length > longest) return match(text);
    let answer = known.get(text);
    if (answer === undefined) {
      answer = match(text);
      if (known.size >= most) known.clear();
      known.set(text, answer);
    }
    return answer;
  };
}
