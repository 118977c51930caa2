import type { Words } from '../en.ts';

export const apiDocs: Words['apiDocs'] = {
  title: 'API',
  aside: 'Alles wat het scherm kan, kan een script ook. De beschrijving zelf: {{url}}',
  search: 'Zoek routes',
  searchPlaceholder: 'Pad, woord, recht…',
  needs: 'Vereist',
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
