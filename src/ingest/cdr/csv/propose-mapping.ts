import { ok, type Result, refused } from '../../../core/result.ts';
import type { Zone } from '../../line/zone.ts';
import { isCall } from '../cdr-format.ts';
import { createCsvCdr } from './csv-cdr.ts';
import type { CsvMapping } from './csv-mapping.ts';
import { MappingGuess, type ProposalNote } from './mapping-guess.ts';
import { readCsvMapping } from './read-csv-mapping.ts';
import { readSample, type Sample } from './sample.ts';

/** A mapping that reads at least half of the sample. */
export interface MappingProposal {
  readonly mapping: CsvMapping;
  readonly notes: readonly ProposalNote[];
  /** Lines of the sample with a call, and without the header how many there were. */
  readonly calls: number;
  readonly lines: number;
}

/** Why there is no proposal. */
export type NoProposal = 'no-columns' | 'no-times' | 'no-destination' | 'no-length' | 'not-readable';

/**
 * Guesses how a CSV file of calls is to be read from its first 1000 lines, for a person to check: delimiter, header, the pattern
 * of its times, and which column is what, by their names (English and Dutch) and by what stands in them. `zone` is that of times
 * without one. A proposal was tried on the sample and reads at least half of it.
 */
export function proposeMapping(bytes: Buffer, zone: Zone): Result<MappingProposal, NoProposal> {
  const sample = readSample(bytes);
  if (sample === undefined) return refused('no-columns');
  const guess = new MappingGuess(sample, zone);
  if (!guess.findTimes()) return refused('no-times');
  guess.findByName();
  guess.findLengths();
  if (!guess.has('end') && !guess.has('duration') && !guess.has('billable')) return refused('no-length');
  if (!guess.findNumbers()) return refused('no-destination');
  guess.findWords();
  const checked = readCsvMapping(JSON.stringify(guess.mapping()));
  if (!checked.ok) return refused('not-readable');
  const { calls, lines } = tryOut(checked.value, sample, zone);
  if (calls === 0 || calls * 2 < lines) return refused('not-readable');
  const notes = calls < lines ? [...guess.notes, 'some-lines-refused' as const] : guess.notes;
  return ok({ mapping: checked.value, notes, calls, lines });
}

function tryOut(mapping: CsvMapping, sample: Sample, zone: Zone): { calls: number; lines: number } {
  const format = createCsvCdr({ zone, mapping });
  let calls = 0;
  sample.raw.forEach((text, i) => {
    const line = Buffer.from(text);
    if (isCall(format.read(line, 0, line.length, i + 1))) calls++;
  });
  return { calls, lines: sample.raw.length - (sample.header ? 1 : 0) };
}
