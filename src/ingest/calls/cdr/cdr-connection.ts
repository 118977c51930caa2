import type { Socket } from 'node:net';
import { LineSplitter } from '../../sources/file/line-splitter.ts';
import type { CdrIntake } from './cdr-intake.ts';

/**
 * Reads the lines that come over one connection into `intake`. A line that the end of the connection cuts off is counted as
 * unfinished: half of a record can read like a whole one.
 */
export function readConnection(socket: Socket, intake: CdrIntake): void {
  const splitter = new LineSplitter(
    {
      line: (bytes, start, end) => void intake.take(bytes, start, end),
      tooLong: () => intake.refuse('too-long'),
    },
    0,
  );
  socket.setKeepAlive(true, 60_000);
  socket.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      const { buffer, offset, length } = splitter.room;
      const copied = chunk.copy(buffer, offset, at, Math.min(chunk.length, at + length));
      splitter.take(copied);
      at += copied;
    }
  });
  socket.on('close', () => {
    if (splitter.position > splitter.consumed) intake.refuse('unfinished');
  });
}
