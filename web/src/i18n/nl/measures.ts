import type { Words } from '../en.ts';

export const measures: Words['measures'] = {
  title: 'Tijdelijke maatregelen',
};
