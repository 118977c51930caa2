import type { OwnAction } from '../playbook/own-command.ts';

/** What containment and recovery can ask of the network; by the same names as in playbooks. */
export const measureActions = [
  'block-source',
  'block-network',
  'block-country',
  'block-account',
  'stop-international',
  'shield-management',
  'divert-calls',
  'hang-up',
] as const satisfies readonly OwnAction[];
export type MeasureAction = (typeof measureActions)[number];
