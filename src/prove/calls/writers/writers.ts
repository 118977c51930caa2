import { asteriskWriter } from './asterisk.ts';
import type { MakeWriter } from './cdr-writer.ts';

/** Every format that a simulation can be written in, named as `replay --format` names it. */
export const cdrWriters: Readonly<Record<string, MakeWriter>> = {
  'asterisk-cdr': asteriskWriter,
};
