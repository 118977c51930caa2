import type { Words } from '../en.ts';

export const incidents: Words['incidents'] = {
  title: 'Incidenten',
};
