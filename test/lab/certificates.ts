import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority of the test and what it signs. */
export class Certificates {
  readonly #dir = mkdtempSync(join(tmpdir(), 'belwacht-ca-'));
  #serial = 0;

  constructor() {
    this.#openssl(
      'req',
      '-x509',
      ...newKey,
      '-days',
      '30',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=Test CA',
    );
  }

  get ca(): Buffer {
    return readFileSync(join(this.#dir, 'ca.pem'));
  }

  get caFile(): string {
    return join(this.#dir, 'ca.pem');
  }

  /** Signs a certificate for these names, good for so many days (negative: expired); gives its files. */
  sign(names: readonly string[], days = 30): { cert: string; key: string } {
    const id = `c${++this.#serial}`;
    const san = `subjectAltName=${names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',')}`;
    this.#openssl(
      'req',
      ...newKey,
      '-keyout',
      `${id}.key`,
      '-out',
      `${id}.csr`,
      '-subj',
      `/CN=${names[0]}`,
      '-addext',
      san,
    );
    this.#openssl(
      ...['x509', '-req', '-in', `${id}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', String(this.#serial)],
      ...['-days', String(days), '-copy_extensions', 'copy', '-out', `${id}.pem`],
    );
    return { cert: join(this.#dir, `${id}.pem`), key: join(this.#dir, `${id}.key`) };
  }

  /** Puts a pair in the place of another, as renewing programs do: each file at once. */
  replace(place: { cert: string; key: string }, by: { cert: string; key: string }): void {
    for (const part of ['cert', 'key'] as const) {
      copyFileSync(by[part], `${place[part]}.new`);
      renameSync(`${place[part]}.new`, place[part]);
    }
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.#dir, stdio: 'pipe' });
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
