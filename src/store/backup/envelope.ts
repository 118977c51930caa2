import { randomBytes, randomUUID } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { BackupError } from './backup-error.ts';

/**
 * A sealed backup is lines of compact JWE (RFC 7516). The first is made with the passphrase (PBES2-HS512+A256KW, 600,000
 * rounds) and holds a key; the others hold one portion each under that key (dir, A256GCM). Their protected headers carry
 * the file's id, the number of the portion and whether it is the last: portions cannot be left out, swapped, repeated or
 * taken from another file.
 */
const rounds = 600_000;
const portion = 1024 * 1024;
/** Longest line: a portion as base64url with its header. */
const maxLine = 2 * portion;
export const minPassphrase = 12;

interface PortionHeader {
  readonly kid: string;
  readonly n: number;
  readonly last: boolean;
}

/** Seals what passes through. @throws RangeError when the passphrase is too short. */
export function encrypt(passphrase: string): Transform {
  if (passphrase.length < minPassphrase) throw new RangeError(`a passphrase has at least ${minPassphrase} characters`);
  const key = randomBytes(32);
  const id = randomUUID();
  let waiting: Buffer = Buffer.alloc(0);
  let n = 0;
  let begun = false;
  const line = async (body: Buffer, last: boolean) => {
    const header = { alg: 'dir', enc: 'A256GCM', kid: id, n: n++, last };
    return `${await new CompactEncrypt(body).setProtectedHeader(header).encrypt(key)}\n`;
  };
  const begin = async (stream: Transform) => {
    if (begun) return;
    begun = true;
    const jwe = await new CompactEncrypt(key)
      .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', kid: id, typ: 'belwacht-backup' })
      .setKeyManagementParameters({ p2c: rounds })
      .encrypt(new TextEncoder().encode(passphrase));
    stream.push(`${jwe}\n`);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const work = async () => {
        await begin(this);
        waiting = waiting.length ? Buffer.concat([waiting, chunk]) : chunk;
        while (waiting.length > portion) {
          this.push(await line(waiting.subarray(0, portion), false));
          waiting = waiting.subarray(portion);
        }
      };
      settle(work(), done);
    },
    flush(done) {
      const work = async () => {
        await begin(this);
        this.push(await line(waiting, true));
      };
      settle(work(), done);
    },
  });
}

/** Opens what passes through; the stream fails with a BackupError when the passphrase is wrong or something was altered. */
export function decrypt(passphrase: string | undefined): Transform {
  let waiting: Buffer[] = [];
  let size = 0;
  let key: Uint8Array | undefined;
  let id = '';
  let n = 0;
  let ended = false;
  const take = async (stream: Transform, jwe: string) => {
    if (ended) throw damaged();
    if (!key) {
      if (passphrase === undefined) throw new BackupError('This backup is sealed: give its passphrase.');
      const opened = await compactDecrypt(jwe, new TextEncoder().encode(passphrase), {
        keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
        contentEncryptionAlgorithms: ['A256GCM'],
        maxPBES2Count: rounds,
      }).catch(() => {
        throw new BackupError('The passphrase does not open this backup, or its first line was altered.');
      });
      key = opened.plaintext;
      id = String(opened.protectedHeader.kid);
      return;
    }
    const opened = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    }).catch(() => {
      throw damaged();
    });
    const header = opened.protectedHeader as unknown as PortionHeader;
    if (header.kid !== id || header.n !== n++) throw damaged();
    ended = header.last;
    stream.push(Buffer.from(opened.plaintext));
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const work = async () => {
        let rest = chunk;
        for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
          const line = Buffer.concat([...waiting, rest.subarray(0, at)]).toString('latin1');
          waiting = [];
          size = 0;
          rest = rest.subarray(at + 1);
          await take(this, line);
        }
        if (rest.length === 0) return;
        waiting.push(rest);
        size += rest.length;
        if (size > maxLine) throw damaged();
      };
      settle(work(), done);
    },
    flush(done) {
      done(ended && size === 0 ? null : new BackupError('This backup is damaged: it ends too early.'));
    },
  });
}

function settle(work: Promise<void>, done: TransformCallback): void {
  work.then(
    () => done(),
    (error: Error) => done(error),
  );
}

function damaged(): BackupError {
  return new BackupError('This backup is damaged: a sealed portion was altered, or is missing.');
}
