import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileCursor } from '../../source.ts';

/** First bytes of a file that tell it from another one with the same inode. */
const headLength = 64;
/**
 * Bytes in front of the place that was read to, which tell it as well: logs of one second, or with the same first line, begin
 * alike. Both as hex fit into a column of 256 characters.
 */
export const tailLength = 48;
/** Between head and tail in a cursor. */
const between = '.';

/** An open file and what it is known by. The handle stays valid when the file is renamed or removed. */
export class OpenFile {
  readonly handle: FileHandle;
  readonly inode: string;
  /** First bytes as hex; grows until there are 64. */
  head: string;
  private constructor(handle: FileHandle, inode: string, head: string) {
    this.handle = handle;
    this.inode = inode;
    this.head = head;
  }

  /** Opens what the path leads to, through symbolic links; undefined when there is nothing. Other errors throw. */
  static async at(path: string): Promise<OpenFile | undefined> {
    let handle: FileHandle;
    try {
      // Opening a pipe would wait for somebody to write into it.
      if (!(await stat(path)).isFile()) throw new Error('it is no regular file');
      handle = await open(path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const { ino } = await handle.stat({ bigint: true });
    const file = new OpenFile(handle, String(ino), '');
    await file.learnHead();
    return file;
  }

  /** The file that a cursor speaks of, under the name it has now: the path itself or a rotated sibling of it. */
  static async of(cursor: FileCursor, path: string): Promise<OpenFile | undefined> {
    const directory = dirname(path);
    const siblings = await readdir(directory).catch(() => []);
    const names = siblings.filter((name) => name !== basename(path) && name.startsWith(basename(path).split('.')[0]));
    for (const candidate of [path, ...names.map((name) => join(directory, name))]) {
      const found = await stat(candidate, { bigint: true }).catch(() => undefined);
      if (!found?.isFile() || String(found.ino) !== cursor.inode) continue;
      const file = await OpenFile.at(candidate);
      if (file && file.inode === cursor.inode && (await file.isSame(cursor.head, cursor.offset))) return file;
      await file?.close();
    }
    return undefined;
  }

  async size(): Promise<number> {
    return (await this.handle.stat()).size;
  }

  /**
   * Whether what was read is still there: the file begins as it did and has the same bytes in front of `offset`. False when it
   * was emptied and written anew. `mark` as made by `markAt`; without a tail only the head counts.
   */
  async isSame(mark: string, offset: number): Promise<boolean> {
    const [head, tail = ''] = mark.split(between);
    if ((await this.size()) < offset) return false;
    if ((await this.#hex(0, head.length / 2)) !== head) return false;
    const length = tail.length / 2;
    return (await this.#hex(offset - length, length)) === tail;
  }

  /** What a cursor carries to know the file again: its head and the bytes in front of the cursor. */
  mark(tail: Buffer): string {
    return `${this.head}${between}${tail.toString('hex')}`;
  }

  /** Reads the head as far as it is there. */
  async learnHead(): Promise<void> {
    if (this.head.length < headLength * 2) this.head = await this.#hex(0, headLength);
  }

  /** The bytes in front of `offset`. */
  async tailAt(offset: number): Promise<Buffer> {
    const length = Math.min(offset, tailLength);
    return Buffer.from(await this.#hex(offset - length, length), 'hex');
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  async #hex(position: number, length: number): Promise<string> {
    if (length === 0) return '';
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await this.handle.read(bytes, 0, length, position);
    return bytes.toString('hex', 0, bytesRead);
  }
}
