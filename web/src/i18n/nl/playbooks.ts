import type { Words } from '../en.ts';

export const playbooks: Words['playbooks'] = {
  title: 'Draaiboeken',
};
