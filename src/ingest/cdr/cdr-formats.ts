import { createAsteriskCdr } from './asterisk/asterisk-cdr.ts';
import type { CdrFormat, CdrOptions } from './cdr-format.ts';
import { createCsvCdr } from './csv/csv-cdr.ts';
import { createFreeswitchCdr } from './freeswitch/freeswitch-cdr.ts';
import { createKamailioAcc } from './kamailio/kamailio-acc.ts';
import { createThreeCxCdr } from './three-cx/three-cx-cdr.ts';

/** One entry per folder of cdr/. */
export interface CdrFormatEntry {
  readonly id: string;
  readonly folder: string;
  /** A new reader for one file or stream. Throws a typed error when the options do not suffice. */
  readonly create: (options: CdrOptions) => CdrFormat;
}

/** Every format of call detail records. */
export const cdrFormats: readonly CdrFormatEntry[] = [
  { id: 'asterisk-cdr', folder: 'asterisk', create: createAsteriskCdr },
  { id: 'freeswitch-cdr', folder: 'freeswitch', create: createFreeswitchCdr },
  { id: 'kamailio-acc', folder: 'kamailio', create: createKamailioAcc },
  { id: '3cx-cdr', folder: 'three-cx', create: createThreeCxCdr },
  { id: 'csv', folder: 'csv', create: createCsvCdr },
];
