import { asteriskWriter } from './asterisk.ts';
import type { MakeWriter } from './cdr-writer.ts';
import { csvWriter } from './csv.ts';
import { freeswitchWriter } from './freeswitch.ts';
import { kamailioWriter } from './kamailio.ts';
import { threeCxWriter } from './three-cx.ts';

/** Every format that a simulation can be written in, named as `replay --format` names it. */
export const cdrWriters: Readonly<Record<string, MakeWriter>> = {
  'asterisk-cdr': asteriskWriter,
  'freeswitch-cdr': freeswitchWriter,
  'kamailio-acc': kamailioWriter,
  '3cx-cdr': threeCxWriter,
  csv: csvWriter,
};
