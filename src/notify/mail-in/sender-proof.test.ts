import { expect, test } from 'vitest';
import { isSenderProven } from './sender-proof.ts';

const proven = (results: readonly string[], from = 'eva@example.nl') => isSenderProven(results, 'mx.own.nl', from);

test.each([
  'mx.own.nl; dmarc=pass (p=reject) header.from=example.nl',
  'MX.own.nl 1; dkim=pass header.d=example.nl header.s=x',
  'mx.own.nl; dkim=fail header.d=evil.nl; dkim=pass header.i=@example.nl',
  'mx.own.nl; spf=pass smtp.mailfrom=bounce@example.nl',
])('%s proves it', (result) => expect(proven([result])).toBe(true));

test.each([
  ['nothing', []],
  ['another server', ['mx.evil.nl; dmarc=pass header.from=example.nl']],
  [
    'a result below that of the own server',
    ['mx.own.nl; dmarc=fail header.from=example.nl', 'mx.own.nl; dmarc=pass header.from=example.nl'],
  ],
  [
    'another domain',
    ['mx.own.nl; dmarc=pass header.from=evil.nl; spf=pass smtp.mailfrom=x@evil.nl; dkim=pass header.d=evil.nl'],
  ],
  ['a comment', ['mx.own.nl; dmarc=fail (; dmarc=pass header.from=example.nl) header.from=evil.nl']],
  ['a top-level domain', ['mx.own.nl; dkim=pass header.d=nl']],
  ['a name that only begins so', ['mx.own.nl.evil.nl; dmarc=pass header.from=example.nl']],
  ['no result', ['mx.own.nl; none']],
])('%s proves nothing', (_, results) => expect(proven(results)).toBe(false));

test('a domain above it proves it', () => {
  expect(proven(['mx.own.nl; dkim=pass header.d=example.nl'], 'a@mail.example.nl')).toBe(true);
  expect(proven(['mx.own.nl; dkim=pass header.d=mail.example.nl'])).toBe(false);
});
