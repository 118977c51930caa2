import type { Format } from './format.ts';
import { createAsterisk } from './formats/asterisk/asterisk.ts';

/** One entry per folder of formats/. */
export interface FormatEntry {
  readonly name: string;
  /** A new reader with caches of its own. */
  readonly create: () => Format;
}

/** All formats, in the order in which automatic detection asks them: the more particular first. */
export const formats: readonly FormatEntry[] = [{ name: 'asterisk', create: createAsterisk }];
