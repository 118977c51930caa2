export const search = {
  results: 'Results for {{query}}',
  events: 'Events',
  eventsEmpty: 'No events fit.',
  eventsHelp: 'Routine successful registrations are counted, not kept one by one.',
  alerts: 'Alerts',
  blocks: 'Blocks',
  customers: 'Customers',
  nothingText: 'Search by address, range, account, number or customer.',
  period: '{{from}} to {{to}}',
};
