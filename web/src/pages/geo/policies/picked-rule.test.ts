import { expect, test } from 'vitest';
import { pickedRule } from './picked-rule.ts';

test('countries picked on the map become a rule with the verdict and the service that were chosen there', () => {
  expect(pickedRule('rule-3', { countries: 'NL,BE,NL', verdict: 'limit', service: 'web' })).toMatchObject({
    ...{ id: 'rule-3', verdict: 'limit', services: ['web'], subjects: ['NL', 'BE'] },
    limit: { per: 'packets' },
  });
});

test('what an address bar says is not believed', () => {
  expect(pickedRule('rule-1', { countries: 'nonsense,<b>' })).toBeUndefined();
  expect(pickedRule('rule-1', {})).toBeUndefined();
  expect(pickedRule('rule-1', { countries: 'NL', verdict: 'explode', service: 'telex' })).toMatchObject({
    ...{ verdict: 'refuse', services: ['sip'], limit: null, exception: null },
  });
});
