import type { Words } from '../en.ts';

export const apiDocs: Words['apiDocs'] = {
  title: 'API',
  search: 'Zoek routes',
  searchPlaceholder: 'Pad, woord, recht…',
  open: 'voor iedereen',
  stepUp: 'nieuwe tweede factor',
  parameters: 'Parameters',
  body: 'Inhoud',
  answer: 'Antwoord',
  try: 'Vanuit een shell',
  required: 'verplicht',
  none: 'Geen route past.',
  token: 'Maak een token bij Instellingen › Toegang voor machines.',
};
