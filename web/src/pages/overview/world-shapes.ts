import { geoArea, geoCentroid, geoEqualEarth, geoPath } from 'd3-geo';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';
import { alpha2ByNumeric, smallPlaces } from './country-codes.ts';

export const mapWidth = 560;
export const mapHeight = 282;

export interface CountryShape {
  /** ISO alpha-2, '' where the atlas has no code. */
  country: string;
  d: string;
}

const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>;
const features = feature(topology, topology.objects.countries).features as Feature<Polygon | MultiPolygon>[];
// Nobody calls from Antarctica; the room is better spent.
const inhabited = features.filter((one) => one.id !== '010');
/** Equal area: a country is as large on the screen as it is on the globe. https://doi.org/10.1080/13658816.2018.1504949 */
const projection = geoEqualEarth().fitExtent(
  [
    [2, 2],
    [mapWidth - 2, mapHeight - 2],
  ],
  { type: 'FeatureCollection', features: inhabited },
);
const path = geoPath(projection);
path.digits(1);

const codeOf = (one: Feature): string =>
  alpha2ByNumeric.get(String(one.id ?? '')) ?? (one.properties?.name === 'Kosovo' ? 'XK' : '');

export const shapes: readonly CountryShape[] = inhabited.map((one) => ({ country: codeOf(one), d: path(one) ?? '' }));

/** Centre of each country's largest part, on the screen. */
export const centres: ReadonlyMap<string, [number, number]> = new Map([
  ...inhabited.map((one): [string, [number, number]] => [codeOf(one), projection(geoCentroid(largestPart(one)))!]),
  ...[...smallPlaces].map(([code, place]): [string, [number, number]] => [code, projection(place)!]),
]);

/** France without Guiana, the United States without Alaska: the dot belongs where people look for it. */
function largestPart(one: Feature<Polygon | MultiPolygon>): Polygon {
  if (one.geometry.type === 'Polygon') return one.geometry;
  return one.geometry.coordinates
    .map((coordinates): Polygon => ({ type: 'Polygon', coordinates }))
    .reduce((most, part) => (geoArea(part) > geoArea(most) ? part : most));
}
