/** Files in which other programs read what a lane does with addresses, as they are fetched. */
export const geoFormatNames = [
  'refused.txt',
  'limited.txt',
  'watched.txt',
  'ranges.csv',
  'ranges.json',
  'kamailio.db',
  'asterisk.conf',
  'freeswitch.xml',
  'nginx.conf',
  'haproxy.map',
] as const;
export type GeoFormatName = (typeof geoFormatNames)[number];
