import { createAsteriskCdr } from '../../cdr/asterisk/asterisk-cdr.ts';
import { type CdrFormat, type CdrReading, isCall } from '../../cdr/cdr-format.ts';
import type { Zone } from '../../line/zone.ts';
import type { AmiMessage } from './ami-message.ts';

/** Fields of a `Cdr` event in the order of the columns of `Master.csv`. */
const columns = [
  'accountcode',
  'source',
  'destination',
  'destinationcontext',
  'callerid',
  'channel',
  'destinationchannel',
  'lastapplication',
  'lastdata',
  'starttime',
  'answertime',
  'endtime',
  'duration',
  'billableseconds',
  'disposition',
  'amaflags',
  'uniqueid',
  'userfield',
] as const;

/** Reads the `Cdr` events of `cdr_manager`: the same record as in `Master.csv`, so the same reader. */
export class CdrEvents {
  readonly #format: CdrFormat;

  /** `zone` is that of the PBX: these times have none. */
  constructor(zone: Zone) {
    this.#format = createAsteriskCdr({ zone });
  }

  /** `linkedId` when it is known better than by the record. */
  read(message: AmiMessage, linkedId: string): CdrReading {
    const line = Buffer.from(columns.map((key) => `"${message.get(key).replaceAll('"', '""')}"`).join(','));
    const reading = this.#format.read(line, 0, line.length, 0);
    if (!isCall(reading)) return reading;
    const linked = message.get('linkedid') || linkedId;
    return linked === '' ? reading : { ...reading, linkedId: linked };
  }
}
