/** Geoblokkade: kaart, aanvalsmodus, gegevens en controle. */
export const geoMap = {
  world: 'Wereld',
};
