import type { GeoFormatName } from '../../../core/geo/geo-format-names.ts';
import type { GeoVerdict } from '../../../core/geo/geo-policy.ts';
import type { LanePlan } from '../../../core/geo/lane-plan.ts';
import { eachPrefix, type GeoFormat, type Rest } from './geo-format.ts';
import { kamailioFormat } from './kamailio-format.ts';
import type { Mark } from './lane-marks.ts';

const told = ['refuse', 'limit', 'watch'] as const;

/** Name of a list, as every one of these programs takes it. */
function nameOf({ service }: LanePlan['context']): string {
  return `belwacht_${service.replaceAll('-', '_')}`;
}

/** The whole address space of each family, where only what differs from it is written after it. */
function spaces(rest: Rest, write: (space: string, mark: Mark) => string): string {
  return `${write('0.0.0.0/0', rest.v4)}${write('::/0', rest.v6)}`;
}

const word = ({ verdict }: Mark): string => (verdict === 'refuse' || verdict === 'limit' ? verdict : 'allow');

/** One prefix a line and nothing else, of one verdict. */
function plain(verdict: GeoVerdict): GeoFormat {
  return {
    contentType: 'text/plain; charset=utf-8',
    verdicts: [verdict],
    saysRest: false,
    head: () => '',
    lines: eachPrefix((range) => `${range}\n`),
    tail: '',
  };
}

/** acl.conf: a named list of access rules. Asterisk looks at all of them and the last that fits decides. */
const asterisk: GeoFormat = {
  contentType: 'text/plain; charset=utf-8',
  verdicts: ['refuse'],
  saysRest: true,
  head: (lane, rest) =>
    `[${nameOf(lane)}]\n${spaces(rest, (space, { verdict }) => `${verdict === 'refuse' ? 'deny' : 'permit'}=${space}\n`)}`,
  lines: eachPrefix((range, { verdict }) => `${verdict === 'refuse' ? 'deny' : 'permit'}=${range}\n`),
  tail: '',
};

/** A list for acl.conf.xml. FreeSWITCH takes the longest prefix that fits. */
const freeswitch: GeoFormat = {
  contentType: 'application/xml; charset=utf-8',
  verdicts: ['refuse'],
  saysRest: true,
  head: (lane, rest) => `<include>\n  <list name="${nameOf(lane)}" default="allow">\n${spaces(rest, node)}`,
  lines: eachPrefix(node),
  tail: '  </list>\n</include>\n',
};

function node(cidr: string, { verdict }: Mark): string {
  return `    <node type="${verdict === 'refuse' ? 'deny' : 'allow'}" cidr="${cidr}"/>\n`;
}

/** A geo block of nginx: sets a variable to refuse, limit or allow. The longest prefix decides. */
const nginx: GeoFormat = {
  contentType: 'text/plain; charset=utf-8',
  verdicts: ['refuse', 'limit'],
  saysRest: true,
  // `default` is about both families; what else holds for all of the other one takes its halves, since ::/0 counts as said.
  head: (lane, { v4, v6 }) => {
    const halves = ['::/1', '8000::/1'].map((half) => `  ${half} ${word(v6)};\n`).join('');
    return `geo $${nameOf(lane)} {\n  default ${word(v4)};\n${word(v4) === word(v6) ? '' : halves}`;
  },
  lines: eachPrefix((range, mark) => `  ${range} ${word(mark)};\n`),
  tail: '}\n',
};

/** A map of HAProxy (map_ip): refuse, limit or allow. The longest prefix decides. */
const haproxy: GeoFormat = {
  contentType: 'text/plain; charset=utf-8',
  verdicts: ['refuse', 'limit'],
  saysRest: true,
  head: (_, rest) => spaces(rest, (space, mark) => `${space} ${word(mark)}\n`),
  lines: eachPrefix((range, mark) => `${range} ${word(mark)}\n`),
  tail: '',
};

const csv: GeoFormat = {
  contentType: 'text/csv; charset=utf-8',
  verdicts: told,
  saysRest: false,
  head: () => 'range,family,verdict,per,count,concurrent,mfa\r\n',
  lines: eachPrefix(
    (range, { verdict, limit }, family) =>
      `${range},ipv${family},${verdict},${
        limit ? `${limit.per},${limit.count},${limit.concurrent},${limit.mfa}` : ',,,'
      }\r\n`,
  ),
  tail: '',
};

const json: GeoFormat = {
  contentType: 'application/json; charset=utf-8',
  verdicts: told,
  saysRest: false,
  head: ({ service }) => `{"service":${JSON.stringify(service)},"rest":"allow","ranges":[\n`,
  lines: eachPrefix((range, { verdict, limit }) => JSON.stringify({ range, verdict, ...(limit && { limit }) })),
  between: ',\n',
  tail: '\n]}\n',
};

/** Every file, by the name that the address of the list ends with. */
export const geoFormats = {
  'refused.txt': plain('refuse'),
  'limited.txt': plain('limit'),
  'watched.txt': plain('watch'),
  'ranges.csv': csv,
  'ranges.json': json,
  'kamailio.db': kamailioFormat,
  'asterisk.conf': asterisk,
  'freeswitch.xml': freeswitch,
  'nginx.conf': nginx,
  'haproxy.map': haproxy,
} as const satisfies Record<GeoFormatName, GeoFormat>;
