import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileCursor } from '../../source.ts';

/** First bytes of a file that tell it from another one with the same inode. */
const headLength = 64;

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
      if (
        file &&
        file.inode === cursor.inode &&
        (await file.startsWith(cursor.head)) &&
        (await file.size()) >= cursor.offset
      ) {
        return file;
      }
      await file?.close();
    }
    return undefined;
  }

  async size(): Promise<number> {
    return (await this.handle.stat()).size;
  }

  /** Whether the file still begins as it did: false when it was emptied and written anew. */
  async isSame(): Promise<boolean> {
    return this.startsWith(this.head);
  }

  /** Reads the head as far as it is there. */
  async learnHead(): Promise<void> {
    if (this.head.length < headLength * 2) this.head = await this.#first(headLength);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  async startsWith(head: string): Promise<boolean> {
    return head === '' || (await this.#first(head.length / 2)) === head;
  }

  async #first(length: number): Promise<string> {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await this.handle.read(bytes, 0, length, 0);
    return bytes.toString('hex', 0, bytesRead);
  }
}
