import type { Words } from '../en.ts';

export const onCall: Words['onCall'] = {
  title: 'Dienst en escalatie',
};
