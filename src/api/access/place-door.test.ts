import { describe, expect, it } from 'vitest';
import { PlaceDoor } from './place-door.ts';

const limit = { per: 'registrations', count: 2, concurrent: 0, mfa: true } as const;

describe('PlaceDoor', () => {
  it('refuses, lets in, and makes those that are limited wait each for themselves', () => {
    let time = 1_000_000;
    const door = new PlaceDoor(
      (address) =>
        address === '198.51.100.9'
          ? { verdict: 'refuse', limit: undefined }
          : address.startsWith('203.0.113.')
            ? { verdict: 'limit', limit }
            : { verdict: 'watch', limit: undefined },
      () => time,
    );
    expect(door.try('198.51.100.9')).toEqual({ way: 'refused' });
    for (let i = 0; i < 5; i++) expect(door.try('192.0.2.1')).toEqual({ way: 'in' });
    expect([door.try('203.0.113.1').way, door.try('203.0.113.1').way]).toEqual(['in', 'in']);
    expect(door.try('203.0.113.1')).toEqual({ way: 'wait', wait: 30_000 });
    expect(door.try('203.0.113.2')).toEqual({ way: 'in' });
    time += 30_000;
    expect(door.try('203.0.113.1')).toEqual({ way: 'in' });
    expect(['198.51.100.9', '192.0.2.1', '203.0.113.1'].map((one) => door.needsFactor(one))).toEqual([
      false,
      false,
      true,
    ]);
  });
});
