import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, UsageError } from '../../core/command.ts';
import { loadConfig } from '../config/load.ts';
import { runUntilStopped } from './serve.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'look around: a simulated reseller of twelve customers comes under attack',
  usage: `Usage: ./belwacht demo [--config FILE]

Runs the real thing on a throw-away data directory with simulated traffic through the real syslog and HEP sockets. Blocks go
to nftables in a table of their own where that is allowed and are only noted otherwise; nothing is left behind.`,
  options: { config: { type: 'string' } },
  async run(values, words) {
    if (words.length) throw new UsageError('demo takes no words');
    const dir = mkdtempSync(join(tmpdir(), 'belwacht-demo-'));
    try {
      const base = loadConfig(String(values.config ?? ''), { ...process.env, BELWACHT_DATA_DIR: dir });
      const config = {
        ...base,
        mode: 'enforce' as const,
        database_url: '',
        // Nothing of the real one is touched.
        keys: { dir: '' },
        backups: { dir: '' },
        files: [],
        // Thrown away in a moment, with nothing real in it: a password is enough to look around.
        security: { mfa_roles: [] },
        enforcers: [{ id: 'firewall', kind: 'auto' as const, table: 'belwacht_demo', netns: '', url: '', secret: '' }],
      };
      return await runUntilStopped(config, { demo: true, remove: true });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
