import { crc32 } from 'node:zlib';
import data from './hosting.json' with { type: 'json' };

/** Another one when the lists change: what was made with the old ones is made again. */
export const hostingKey = crc32(JSON.stringify(data)).toString(36);
const networks: ReadonlySet<number> = new Set(Object.keys(data.networks).map(Number));
const words: ReadonlySet<string> = new Set(data.words);

/**
 * Whether a network is one where servers live, not phones: it is in our own list of well-known hosting and cloud networks,
 * or its name has a word of that trade and none that tells of an access network or an institution. The lists are data
 * (hosting.json); what this gets wrong is described in docs/enrich.md.
 */
export function isHosting(asNumber: number, organisation: string): boolean {
  if (asNumber === 0) return false;
  if (networks.has(asNumber)) return true;
  const name = organisation.toLowerCase();
  if (data.exceptions.some((exception) => name.includes(exception))) return false;
  if (data.phrases.some((phrase) => name.includes(phrase))) return true;
  return name
    .split(/[^\p{L}\p{N}-]+/u)
    .some(
      (word) =>
        words.has(word) ||
        data.endings.some((ending) => word.endsWith(ending)) ||
        word.split('-').some((part) => words.has(part)),
    );
}
