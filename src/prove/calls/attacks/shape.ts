import type { SimCustomer } from '../sim-customer.ts';
import type { AttackMaker } from './attack-maker.ts';

/** One way of attacking. */
export interface AttackShape {
  readonly id: string;
  /** Few calls over a long time; counted apart. */
  readonly slow?: boolean;
  /** Days the attack takes at most, so that it ends within the simulation. */
  readonly days: number;
  /** Which customers it can be about; anybody without. */
  fits?(customer: SimCustomer): boolean;
  play(maker: AttackMaker): void;
}
