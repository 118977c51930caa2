import { bursts } from './bursts.ts';
import type { AttackShape } from './shape.ts';
import { slow } from './slow.ts';
import { special } from './special.ts';

/** Every shape of attack the simulation knows. */
export const attackShapes: readonly AttackShape[] = [...bursts, ...slow, ...special];
