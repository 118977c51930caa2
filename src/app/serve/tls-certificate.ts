import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { canonicalAddress } from '../../core/ip.ts';
import { StartError } from '../start-error.ts';

/** Certificate with chain and key, as PEM. */
export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

interface Read extends TlsPair {
  /** DNS names it is for, without those with a star. */
  readonly names: readonly string[];
  /** IP addresses it is for. */
  readonly addresses: readonly string[];
  /** Last moment it is good, ms. */
  readonly until: number;
}

/** Oldest version of the protocol that is spoken (RFC 8996 buries the ones before). */
export const oldestTls = 'TLSv1.2';
/** Whoever renews by hand needs this much warning, ms. */
const warnBeforeMs = 14 * 86_400_000;
const lookEveryMs = 2000;

/** The certificate of the web server: read at the start, and again whenever its files change. */
export class TlsCertificate {
  readonly #files: { readonly cert: string; readonly key: string };
  #now: Read;
  #seen: string;
  #failures = 0;
  #trouble = '';

  /** @throws StartError when the pair cannot be used; one that has expired is used, with an alarm, since watching goes on. */
  constructor(files: { readonly cert: string; readonly key: string }) {
    this.#files = files;
    this.#seen = stamp(files);
    try {
      this.#now = readPair(files);
    } catch (error) {
      throw new StartError(`http.tls: ${(error as Error).message}`);
    }
  }

  get pair(): TlsPair {
    return this.#now;
  }

  get names(): readonly string[] {
    return this.#now.names;
  }

  get addresses(): readonly string[] {
    return this.#now.addresses;
  }

  /** Last moment it is good, ms. */
  get until(): number {
    return this.#now.until;
  }

  /** Looks at the files again and again; `renewed` gets a good new pair. Returns what ends it. */
  watch(renewed: (pair: TlsPair) => void, log: (line: string) => void): () => void {
    const timer = setInterval(() => this.#look(renewed, log), lookEveryMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** What is wrong with it now, as a sentence; '' when nothing is. */
  trouble(now: number): string {
    if (this.#trouble) return this.#trouble;
    const day = new Date(this.#now.until).toISOString().slice(0, 10);
    if (now > this.#now.until) return `The certificate of the web server expired on ${day}: renew ${this.#files.cert}.`;
    if (now > this.#now.until - warnBeforeMs)
      return `The certificate of the web server ends on ${day}: renew ${this.#files.cert}.`;
    return '';
  }

  #look(renewed: (pair: TlsPair) => void, log: (line: string) => void): void {
    const stamped = stamp(this.#files);
    if (stamped === this.#seen && this.#failures === 0) return;
    try {
      const next = readPair(this.#files);
      if (next.until < Date.now() && next.until < this.#now.until) throw new Error('the new certificate has expired');
      const changed = !next.cert.equals(this.#now.cert) || !next.key.equals(this.#now.key);
      this.#now = next;
      if (changed) {
        renewed(next);
        log(`http.tls: the new certificate is in use, good until ${new Date(next.until).toISOString()}`);
      }
      this.#failures = 0;
      this.#trouble = '';
    } catch (error) {
      // Certificate and key are two files: between the two changes they do not fit. Only what stays wrong is told.
      if (++this.#failures !== 2) return;
      this.#trouble = `The new certificate of the web server cannot be used, the old one stays: ${(error as Error).message}`;
      log(this.#trouble);
    } finally {
      this.#seen = stamped;
    }
  }
}

/** Changes whenever one of the files does, also behind a link. */
function stamp({ cert, key }: { readonly cert: string; readonly key: string }): string {
  return [cert, key]
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? `${found.ino}:${found.size}:${found.mtimeMs}` : 'absent';
    })
    .join(' ');
}

function readPair(files: { readonly cert: string; readonly key: string }): Read {
  const cert = readPem(files.cert);
  const key = readPem(files.key);
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(cert);
  } catch {
    throw new Error(`${files.cert} holds no certificate in PEM form`);
  }
  let fits: boolean;
  try {
    fits = leaf.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new Error(`${files.key} holds no private key in PEM form, or one with a passphrase`);
  }
  if (!fits) throw new Error(`the key ${files.key} is not that of the certificate ${files.cert}`);
  try {
    createSecureContext({ cert, key, minVersion: oldestTls });
  } catch (error) {
    throw new Error(`${files.cert} cannot be used: ${(error as Error).message}`);
  }
  const alternatives = (leaf.subjectAltName ?? '').split(', ');
  const of = (kind: string) =>
    alternatives.flatMap((name) => (name.startsWith(kind) ? [name.slice(kind.length).toLowerCase()] : []));
  const names = of('DNS:').filter((name) => !name.includes('*'));
  const addresses = of('IP Address:').flatMap((address) => canonicalAddress(address) ?? []);
  return { cert, key, names, addresses, until: leaf.validToDate.getTime() };
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}
