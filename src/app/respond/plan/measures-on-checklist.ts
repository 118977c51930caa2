import type { CallStop } from '../../../core/calls/call-stop.ts';
import type { GeoAttack } from '../../../core/geo/geo-policy.ts';
import type { Incident, IncidentMeasure } from '../../../core/incident/incident.ts';
import type { MeasureAction } from '../../../core/incident/measure-action.ts';
import type { MeasureRecord } from '../../../core/incident/measure-record.ts';

/** Lines of the checklist that measures are told on. */
export const measureLines = [
  'contain-account',
  'contain-running-calls',
  'contain-destination',
  'contain-segment',
  'contain-source',
  'reroute',
] as const;
export type MeasureLine = (typeof measureLines)[number];

/** What is known of measures besides what the incident says of them. */
export interface MeasuresKnown {
  readonly records: readonly Omit<MeasureRecord, 'with' | 'sentence'>[];
  /** Those that rules or people put in place otherwise. */
  readonly stops: readonly Pick<CallStop, 'id' | 'scope'>[];
  readonly attacks: readonly Pick<GeoAttack, 'id' | 'kind'>[];
}

/** A measure on its line. Times ms UTC. */
export interface PlacedMeasure {
  readonly line: MeasureLine;
  readonly what: string;
  /** Who asked for it; '' for rules. */
  readonly by: string;
  /** The second person, who agreed; '' when none was needed. */
  readonly approver: string;
  readonly from: number | undefined;
  readonly until: number | undefined;
}

const lineOfAction: Readonly<Record<MeasureAction, MeasureLine>> = {
  'block-source': 'contain-source',
  'block-network': 'contain-source',
  'block-country': 'contain-source',
  'block-account': 'contain-account',
  'stop-international': 'contain-destination',
  'shield-management': 'contain-segment',
  'divert-calls': 'reroute',
  'hang-up': 'contain-running-calls',
};

/** Measures that stand, and running calls that were hung up, each on the line that asks for it; what people did by hand has none. */
export function measuresOnChecklist(
  { measures }: Pick<Incident, 'measures'>,
  { records, stops, attacks }: MeasuresKnown,
): readonly PlacedMeasure[] {
  const recordOf = (measure: IncidentMeasure) =>
    records.find(
      ({ id, orders }) => id === measure.id || orders.some((order) => order.id === measure.decision && order.id !== ''),
    );
  const standing = measures.filter(({ undoneAt }) => undoneAt === undefined);
  const placed = standing.flatMap((measure): readonly PlacedMeasure[] => {
    const { what, decision, since, until } = measure;
    const record = recordOf(measure);
    const line = record ? lineOfAction[record.action] : lineOf(measure, stops, attacks);
    if (!line) return [];
    return [
      {
        ...{ line, what: decision === '' ? what : `${what} (${decision})`, from: record?.from ?? since, until },
        ...{ by: record?.askedBy.name ?? '', approver: record?.decidedBy?.name ?? '' },
      },
    ];
  });
  const listed = new Set(standing.flatMap((measure) => recordOf(measure)?.id ?? []));
  const hungUp = records.filter(
    ({ id, action, from }) => action === 'hang-up' && from !== undefined && !listed.has(id),
  );
  return [
    ...placed,
    ...hungUp.map(({ what, askedBy, decidedBy, from }) => ({
      ...{ line: 'contain-running-calls' as const, what, by: askedBy.name, approver: decidedBy?.name ?? '' },
      ...{ from, until: undefined },
    })),
  ];
}

/** Of what no measure of people asked for. */
function lineOf(
  { kind, decision }: IncidentMeasure,
  stops: MeasuresKnown['stops'],
  attacks: MeasuresKnown['attacks'],
): MeasureLine | undefined {
  switch (kind) {
    case 'block':
      return 'contain-source';
    case 'divert':
      return 'reroute';
    case 'stop':
      return stops.find(({ id }) => id === decision)?.scope === 'account' ? 'contain-account' : 'contain-destination';
    case 'attack-mode':
      return attacks.find(({ id }) => id === decision)?.kind === 'management-closed'
        ? 'contain-segment'
        : 'contain-source';
    case 'other':
      return undefined;
  }
}
