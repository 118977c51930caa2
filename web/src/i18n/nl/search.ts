export const search = {
  title: 'Zoeken',
  results: 'Resultaten voor {{query}}',
  events: 'Gebeurtenissen',
  eventsEmpty: 'Geen gebeurtenissen passen.',
  eventsHelp: 'Gewone gelukte aanmeldingen worden geteld, niet één voor één bewaard.',
  alerts: 'Meldingen',
  blocks: 'Blokkades',
  customers: 'Klanten',
  nothing: 'Niets gevonden voor {{query}}.',
  nothingText: 'Zoek op adres, reeks, account, nummer of klant.',
  period: '{{from}} tot {{to}}',
  prompt: 'Typ hierboven een adres, account, nummer of klant.',
};
