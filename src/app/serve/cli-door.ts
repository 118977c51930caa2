import { createHash, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenPort } from '../../api/ports.ts';
import { providerTenant } from '../../core/tenant.ts';
import { shellName } from '../../core/token.ts';

/**
 * Lets ./belwacht of whoever may read the data directory speak to the server: an API token made anew at every start, in a
 * file only its owner reads. Resolves with what removes it again.
 */
export async function openCliDoor(dataDir: string, url: string, tokens: TokenPort): Promise<() => Promise<void>> {
  for (const token of await tokens.list()) if (token.kind === 'local') await tokens.remove(token.id);
  const secret = randomBytes(32).toString('base64url');
  const { id } = await tokens.insert(
    { kind: 'local', name: shellName, tenant: providerTenant },
    createHash('sha256').update(secret).digest('hex'),
  );
  const file = join(dataDir, 'cli.json');
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url, token: secret })}\n`, { mode: 0o600 });
  return async () => {
    rmSync(file, { force: true });
    await tokens.remove(id);
  };
}
