import type { Words } from '../en.ts';

export const plan: Words['plan'] = {
  title: 'Incidentresponsplan',
};
