import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MemoryOutbox } from '../core/outbox.ts';
import { createEnforcer, type EnforcerDeps, type EnforcerSettings, enforcerKinds } from './enforcers.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const deps: EnforcerDeps = {
  clock: Date.now,
  random: Math.random,
  report: () => {},
  post: async () => ({ status: 200, text: '', retryAfterS: 0 }),
  outbox: new MemoryOutbox(),
};

describe('the registry of enforcers', () => {
  it('has one line per folder', () => {
    const folders = readdirSync(new URL('./enforcers', import.meta.url), { withFileTypes: true });
    expect(folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual([...enforcerKinds].sort());
  });

  it.each(enforcerKinds)('makes %s', (kind) => {
    const settings = { id: 'x', kind, url: 'https://hooks.example.net/', secret } as EnforcerSettings;
    expect(createEnforcer(settings, deps)).toMatchObject({ id: 'x', kind, real: kind !== 'dry' });
  });

  it('refuses a kind it does not know', () => {
    expect(() => createEnforcer({ id: 'x', kind: 'toString' } as never, deps)).toThrow(
      /no enforcer of kind "toString"/,
    );
  });
});
