import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Progress } from './progress.ts';

let written = '';
beforeEach(() => {
  written = '';
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('says nothing for two seconds, then how far it is, twice a second', () => {
  const progress = new Progress((done, total) => `${done} of ${total}`);
  for (let ms = 0; ms < 4000; ms += 100) {
    vi.setSystemTime(ms);
    progress.at(ms, 4000);
  }
  progress.end();
  expect(written).toBe('2000 of 4000\n2500 of 4000\n3000 of 4000\n3500 of 4000\n');
});
