export const search = {
  title: 'Search',
  results: 'Results for {{query}}',
  events: 'Events',
  eventsEmpty: 'No events fit.',
  eventsHelp: 'Routine successful registrations are counted, not kept one by one.',
  alerts: 'Alerts',
  blocks: 'Blocks',
  customers: 'Customers',
  nothing: 'Nothing found for {{query}}.',
  nothingText: 'Search by address, range, account, number or customer.',
  period: '{{from}} to {{to}}',
  prompt: 'Type an address, account, number or customer above.',
};
