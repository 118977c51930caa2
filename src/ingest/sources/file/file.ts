import type { Listener } from '../../../core/source.ts';
import { LineIntake } from '../../line-intake.ts';
import type { ListenerDeps } from '../../listener.ts';
import type { RunningListener } from '../../source.ts';
import { FileTail } from './file-tail.ts';

export type FileListener = Extract<Listener, { kind: 'file' }>;

/**
 * Tails a file: begins at the stored cursor, else at its end (`deps.fileFrom`). A file that is renamed is read to its end
 * before the new one is begun; one that is emptied is begun anew; an unfinished last line waits until it is finished. A path
 * where nothing is, is waited for. After the lines of each chunk the cursor is handed over. Resolves once it was looked at
 * for the first time; never rejects for what the path holds.
 */
export async function startFileListener(listener: FileListener, deps: ListenerDeps): Promise<RunningListener> {
  const { id, path } = listener;
  const intake = new LineIntake(id, 'file', deps);
  const tail = new FileTail({
    id,
    path,
    cursor: () => deps.cursor?.(id),
    from: deps.fileFrom ?? 'end',
    ready: () => deps.ready?.(),
    line: (bytes, start, end) => intake.take(bytes, start, end, '', deps.now()),
    tooLong: () => intake.malformed(''),
    onCursor: (cursor) => deps.sink.cursor(cursor),
    onTrouble: (sentence) => deps.onTrouble?.(id, sentence),
  });
  await tail.start();
  return { id, port: 0, stop: () => tail.stop() };
}
