/** Geoblokkade: beleid en uitleg. */
export const geo = {
  title: 'Geoblokkade',
  views: 'Onderdelen van geoblokkade',
  map: 'Kaart',
  policies: 'Beleid',
  explain: 'Uitleg',
  attack: 'Aanvalsmodus',
  review: 'Klopt het nog?',
  data: 'Gegevens',
};
