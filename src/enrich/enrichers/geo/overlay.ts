import { measurePart } from './coverage.ts';
import type { Database, DatabasePart } from './database.ts';
import { type Layer, mergeLayers } from './layers.ts';
import { appendNetworks, packNetworks } from './network-list.ts';
import { emptyLayer, readNetwork, type SourceKind, type SourceLayers } from './read-source.ts';
import { withoutSpecial } from './special-addresses.ts';
import { indexed } from './tables.ts';

/** A database that somebody brought, to lie over another: it wins where it says something. */
export interface OwnSource {
  readonly kind: SourceKind;
  readonly layers: SourceLayers;
  readonly origin: string;
  readonly key: string;
}

/** The database with what somebody brought laid over it. A part that is laid over does not make the whole old any more. */
export function layOver(base: Database, own: OwnSource): Database {
  const v4 = withoutSpecial(4, own.layers.v4 ?? emptyLayer(4));
  const v6 = withoutSpecial(6, own.layers.v6 ?? emptyLayer(6));
  const origin = { name: `own-${own.kind}` as const, origin: own.origin, key: own.key, madeAt: own.layers.madeAt };
  const part = measurePart(origin, { v4, v6 }, { v4: base.networkV4, v6: base.networkV6 });
  const tables = own.kind === 'country' ? overCountries(base, v4, v6, own) : overNetworks(base, v4, v6, own);
  const parts = [...base.parts, part];
  return { ...base, ...tables, parts, madeAt: ageThatCounts(parts), key: `${base.key}~${part.key}` };
}

/** The older of the two that answer first. */
function ageThatCounts(parts: readonly DatabasePart[]): number {
  const of = (kind: SourceKind) =>
    parts.find(({ name }) => name === `own-${kind}`) ?? parts.find(({ name }) => name === kind);
  return Math.min(...(['country', 'network'] as const).map((kind) => of(kind)?.madeAt ?? 0));
}

function overCountries(base: Database, v4: Layer, v6: Layer, own: OwnSource) {
  const countries = [...base.countries];
  const indexOf = own.layers.keys.map((code) => {
    const known = countries.indexOf(code);
    return known < 0 ? countries.push(code) - 1 : known;
  });
  return {
    countries,
    countryV4: indexed(over(4, base.countryV4, v4, (value) => indexOf[value])),
    countryV6: over(6, base.countryV6, v6, (value) => indexOf[value]),
  };
}

function overNetworks(base: Database, v4: Layer, v6: Layer, own: OwnSource) {
  const shift = base.asNumbers.length;
  return {
    ...appendNetworks(base, packNetworks(own.layers.keys.map(readNetwork))),
    networkV4: indexed(over(4, base.networkV4, v4, (value) => value + shift)),
    networkV6: over(6, base.networkV6, v6, (value) => value + shift),
  };
}

function over(family: 4 | 6, base: Layer, own: Layer, indexOf: (value: number) => number): Layer {
  return mergeLayers(family, [base, own], (values) => (values[1] === 0 ? values[0] : indexOf(values[1])));
}
