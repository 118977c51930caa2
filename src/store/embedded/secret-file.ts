import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Reads a secret kept in a file of mode 0600; makes one of 256 random bits (base64url) when there is none. Two processes
 * that start together get the same one.
 */
export function secretFile(path: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length >= 32) {
      chmodSync(path, 0o600);
      return secret;
    }
    rmSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const staging = `${path}.${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(32).toString('base64url');
  writeFileSync(staging, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(staging, path);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(path, 'utf8').trim();
  } finally {
    rmSync(staging, { force: true });
  }
}
