import { readDecimal } from '../../../core/rates/decimal.ts';
import { type DeckField, deckFields } from '../../../core/rates/deck-columns.ts';
import type { DeckReading } from '../../../core/rates/deck-reading.ts';
import { Problem } from '../../problem.ts';

/** What one unit of any currency is worth lies between these, in micro-euro: beyond them a decimal mark slipped. */
const [least, most] = [1, 10_000_000_000];

/**
 * How a deck is to be read, as a request says it: `worth` as `USD:0.92,GBP:1.17`, each column as `price:Our price`.
 * @throws Problem 400
 */
export function deckReading(
  currency: string,
  worth: string | undefined,
  column: string | readonly string[] | undefined,
): DeckReading {
  return {
    currency,
    worth: Object.fromEntries((worth ?? '').split(',').filter(Boolean).map(readWorth)),
    columns: Object.fromEntries((typeof column === 'string' ? [column] : (column ?? [])).map(readColumn)),
  };
}

function readWorth(said: string): readonly [string, number] {
  const [, code, amount] = /^\s*([A-Z]{3}):(.+)$/.exec(said) ?? [];
  const micro = readDecimal(amount ?? '')?.micro;
  if (!code || micro === undefined || micro < least || micro > most)
    throw new Problem(400, 'Say what one unit of a currency is worth in euro as USD:0.92,GBP:1.17.', 'worth');
  return [code, micro];
}

function readColumn(said: string): readonly [DeckField, string] {
  const at = said.indexOf(':');
  const field = deckFields.find((each) => each === said.slice(0, at));
  const header = said.slice(at + 1).trim();
  if (!field || header === '') {
    const fields = deckFields.join(', ');
    throw new Problem(400, `Name a column as price:Our price; what columns can hold is ${fields}.`, 'column');
  }
  return [field, header];
}
