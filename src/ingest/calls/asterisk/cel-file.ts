import { createZone } from '../../line/zone.ts';
import type { FileCursor } from '../../source.ts';
import { FileTail } from '../../sources/file/file-tail.ts';
import type { CallSource, CallSourceSink } from '../call-source.ts';
import { CelCalls } from './cel-calls.ts';
import { CelCsv } from './cel-csv.ts';
import { ChannelCalls, type ChannelCallsOptions } from './channel-calls.ts';

export interface CelFileOptions extends ChannelCallsOptions {
  readonly id: string;
  /** The `Master.csv` of `cel_custom`. */
  readonly path: string;
  readonly timeZone: string;
  /** Names of its columns, when they are not those that Asterisk's own configuration writes. */
  readonly columns?: readonly string[];
  /** Where it was read to when it was stopped. */
  readonly cursor?: FileCursor;
  /** Where a file without cursor starts; its end unless told. */
  readonly from?: 'start' | 'end';
  /** The file was read to here; what stood before was told. */
  readonly onCursor?: (cursor: FileCursor) => void;
}

/**
 * Follows the calls of an Asterisk by a file of channel event logging that it writes, through its rotations. What ran before
 * the file was opened is not known from it, so nothing is said of what runs.
 */
export function createCelFileSource(options: CelFileOptions, sink: CallSourceSink): CallSource {
  const { id, path, timeZone, columns, cursor, from = 'end', onCursor = () => {} } = options;
  const csv = new CelCsv(createZone(timeZone), columns);
  const cel = new CelCalls(new ChannelCalls((record) => sink.call(record, false), options));
  let trouble = '';
  const tail = new FileTail({
    id,
    path,
    cursor: () => cursor,
    from,
    line(bytes, start, end) {
      if (end === start) return;
      sink.count('received', 1);
      const entry = csv.read(bytes, start, end);
      if (entry === undefined) sink.count('malformed', 1);
      else sink.count(cel.take(entry) ? 'recognised' : 'ignored', 1);
    },
    tooLong: () => sink.count('malformed', 1),
    onCursor,
    onTrouble(sentence) {
      trouble = sentence;
      sink.state(sentence === '', sentence || `${path} is read.`);
    },
  });
  return {
    id,
    kind: 'asterisk-cel',
    async start() {
      await tail.start();
      if (trouble === '') sink.state(true, `${path} is read.`);
    },
    stop: () => tail.stop(),
  };
}
