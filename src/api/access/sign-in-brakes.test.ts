import { expect, test } from 'vitest';
import { claimed } from './accounts-oidc.ts';
import { networkOf } from './sign-in-brakes.ts';

test.each([
  ['192.0.2.1', '192.0.2.254', true],
  ['192.0.2.1', '192.0.3.1', false],
  // The same address, as a socket for both families tells it.
  ['::ffff:192.0.2.9', '192.0.2.1', true],
  ['2001:db8:0:1::1', '2001:db8:0:1:ffff:ffff:ffff:ffff', true],
  ['2001:db8:0:1::1', '2001:db8:0:2::1', false],
  ['2001:db8::1', '192.0.2.1', false],
])('%s and %s are of one network: %s', (one, other, same) => {
  expect(networkOf(one) === networkOf(other)).toBe(same);
});

test('claims are read where providers put them, and only texts', () => {
  const profile = {
    groups: ['noc', 7, null, 'leads'],
    realm_access: { roles: ['admin'] },
    'https://example.net/roles': 'flat',
    email: 'a@example.net',
  };
  expect(claimed(profile, 'groups')).toEqual(['noc', 'leads']);
  expect(claimed(profile, 'realm_access.roles')).toEqual(['admin']);
  expect(claimed(profile, 'https://example.net/roles')).toEqual(['flat']);
  expect(claimed(profile, 'email')).toEqual(['a@example.net']);
  for (const path of ['', 'none', 'email.length', 'realm_access', 'groups.0.length', '__proto__', 'constructor.name'])
    expect([path, claimed(profile, path)]).toEqual([path, []]);
});
