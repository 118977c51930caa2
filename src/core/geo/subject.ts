import type { Cidr } from '../ip.ts';
import type { DestinationKind } from '../phone/destination.ts';

/**
 * What a rule is about. As text, in the order in which narrower ones win over wider ones:
 * `203.0.113.0/24`, `2001:db8::/32` or a bare address · `AS64500` · `hosting` · `NL` · `EU` or the name of a group · `unknown`
 * (an address of no known country) · `any`. Of calls out: `+88213` (a number or how it begins) · `kind:premium` · `NL` · a group ·
 * `unknown` · `any`.
 */
export type GeoSubject =
  | { readonly kind: 'range'; readonly cidr: Cidr }
  | { readonly kind: 'as'; readonly number: number }
  | { readonly kind: 'hosting' }
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'number-kind'; readonly value: DestinationKind }
  | { readonly kind: 'country'; readonly code: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'any' };
