/** Geo-blocking: map, attack modes, data and review. */
export const geoMap = {
  world: 'World',
};
