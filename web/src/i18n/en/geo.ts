/** Geo-blocking: policies, explanation. */
export const geo = {
  title: 'Geo-blocking',
  views: 'Parts of geo-blocking',
  map: 'Map',
  policies: 'Policies',
  explain: 'Explain',
  attack: 'Under attack',
  review: 'Still right?',
  data: 'Data',
};
