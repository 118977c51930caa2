export const search = {
  results: 'Resultaten voor {{query}}',
  events: 'Gebeurtenissen',
  eventsEmpty: 'Geen gebeurtenissen passen.',
  eventsHelp: 'Gewone gelukte aanmeldingen worden geteld, niet één voor één bewaard.',
  alerts: 'Meldingen',
  blocks: 'Blokkades',
  customers: 'Klanten',
  nothingText: 'Zoek op adres, reeks, account, nummer of klant.',
  period: '{{from}} tot {{to}}',
};
