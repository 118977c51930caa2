import { randomBytes, randomInt } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Keyring, SealingKey } from '../../core/keyring.ts';
import { StartError } from '../start-error.ts';

/** One key: a JWK (RFC 7517) for secrets in the database, and the secret of sign-in beside it. */
const keyFile = z.strictObject({
  seal: z.strictObject({
    kty: z.literal('oct'),
    alg: z.literal('A256GCM'),
    kid: z.string().regex(/^\d{10,16}$/),
    k: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  }),
  signIn: z.string().min(43).max(100),
  createdAt: z.iso.datetime(),
});

const namePattern = /^(\d{10,16})\.key$/;
/** Old keys that seal nothing any more and are kept so that older backups open. */
const retiredDir = 'retired';

/**
 * The keys in a directory only its owner reads: one file a key, the newest seals. Nothing else knows them, so whoever gets
 * the database or a backup gets no secret.
 */
export class KeyFiles implements Keyring {
  readonly dir: string;
  #keys: readonly SealingKey[] = [];
  #retired: readonly SealingKey[] = [];

  /**
   * Opens the directory and makes the first key when there is none.
   *
   * @throws StartError when a file in it cannot be read or others may read it.
   */
  constructor(dir: string) {
    this.dir = dir;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    mkdirSync(join(dir, retiredDir), { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    this.read();
    if (this.#keys.length === 0) this.#put(newKey(), dir);
  }

  get current(): SealingKey {
    return this.#keys[0];
  }

  /** Retired ones too: a restored backup may have been sealed under them. */
  get all(): readonly SealingKey[] {
    return [...this.#keys, ...this.#retired];
  }

  /** Those that are not set aside, the current one first. */
  get active(): readonly SealingKey[] {
    return this.#keys;
  }

  get retired(): readonly SealingKey[] {
    return this.#retired;
  }

  find(id: string): SealingKey | undefined {
    return this.all.find((key) => key.id === id);
  }

  /** Looks at the files again. */
  read(): void {
    this.#keys = readKeys(this.dir);
    this.#retired = readKeys(join(this.dir, retiredDir));
  }

  /** Makes the next key and its file; from now on it seals. */
  renew(): SealingKey {
    this.#put(newKey(), this.dir);
    return this.current;
  }

  /**
   * Puts a key of a backup in, which opens and never seals: whoever wrote the backup knows it, and its number may be larger than
   * ours. One that is known stays as it is. Returns whether it was new.
   */
  bring(text: string): boolean {
    return this.#put(text, join(this.dir, retiredDir));
  }

  #put(text: string, dir: string): boolean {
    const { id, key: bytes } = parse(text, 'the key given');
    const known = this.find(id);
    if (known && !Buffer.from(known.key).equals(bytes)) throw new StartError(`there is another key ${id} already`);
    if (known) return false;
    const path = join(dir, `${id}.key`);
    const staging = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(staging, text, { mode: 0o600, flag: 'wx', flush: true });
    try {
      // Never over another one: two processes that start together get the same key.
      linkSync(staging, path);
    } finally {
      rmSync(staging, { force: true });
    }
    syncDir(dir);
    this.read();
    return true;
  }

  /** Sets keys aside that seal nothing any more. The current one always stays. */
  retire(ids: readonly string[]): void {
    for (const id of ids) {
      const path = join(this.dir, `${id}.key`);
      if (id !== this.current.id && existsSync(path)) renameSync(path, join(this.dir, retiredDir, `${id}.key`));
    }
    syncDir(join(this.dir, retiredDir));
    syncDir(this.dir);
    this.read();
  }

  /** Removes retired keys for good; backups sealed under them keep their secrets closed from now on. */
  forgetRetired(): readonly string[] {
    const ids = this.#retired.map(({ id }) => id);
    for (const id of ids) rmSync(join(this.dir, retiredDir, `${id}.key`));
    this.read();
    return ids;
  }

  /** Text of all key files, for a backup that is sealed itself. */
  texts(): readonly string[] {
    return [this.dir, join(this.dir, retiredDir)].flatMap((dir) =>
      names(dir).map((name) => readFileSync(join(dir, name), 'utf8')),
    );
  }
}

function newKey(): string {
  const now = Date.now();
  const kid = String(now * 1000 + randomInt(1000));
  const seal = { kty: 'oct', alg: 'A256GCM', kid, k: randomBytes(32).toString('base64url') };
  return `${JSON.stringify({ seal, signIn: randomBytes(32).toString('base64url'), createdAt: new Date(now).toISOString() })}\n`;
}

function names(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => namePattern.test(name))
    .sort((a, b) => Number(b.slice(0, -4)) - Number(a.slice(0, -4)));
}

function readKeys(dir: string): SealingKey[] {
  return names(dir).map((name) => {
    const path = join(dir, name);
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new StartError(`${path} may be read by others; make it readable for its owner only (chmod 600)`);
    }
    const key = parse(readFileSync(path, 'utf8'), path);
    if (`${key.id}.key` !== name) throw new StartError(`${path} holds the key ${key.id}: it was renamed`);
    return key;
  });
}

function parse(text: string, where: string): SealingKey {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = keyFile.safeParse(value);
  if (!parsed.success) throw new StartError(`${where} is no key of Belwacht; put the right file back`);
  const { seal, signIn, createdAt } = parsed.data;
  return { id: seal.kid, key: Buffer.from(seal.k, 'base64url'), signIn, createdAt: Date.parse(createdAt) };
}

function syncDir(dir: string): void {
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
