/** The world: traffic, refusals and verdicts by country, as a map and as a table. */
export function MapView() {
  return null;
}
