import { describe, expect, it } from 'vitest';
import { CallSlots } from './call-slots.ts';

describe('CallSlots', () => {
  it('holds what a map holds, whatever comes and goes', () => {
    const slots = new CallSlots<{ readonly n: number }>();
    const map = new Map<string, { readonly n: number }>();
    let seed = 1;
    const random = (most: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * most);
    };
    for (let n = 0; n < 60_000; n++) {
      const key = `1795356245.${random(n < 30_000 ? 4_000 : 300)}`;
      if (random(3) > 0) {
        slots.set(key, { n });
        map.set(key, { n });
      } else {
        slots.delete(key);
        map.delete(key);
      }
      const asked = `1795356245.${random(4_000)}`;
      expect(slots.get(asked)?.n).toBe(map.get(asked)?.n);
    }
  });
});
