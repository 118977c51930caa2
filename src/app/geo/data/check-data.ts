import type { Text } from '../../../core/text.ts';
import type { Database } from '../../../enrich/enrichers/geo/database.ts';
import { Places } from '../../../enrich/enrichers/geo/places.ts';
import { compareData, type Difference } from './compare-data.ts';
import samples from './samples.json' with { type: 'json' };
import type { UpdateSettings } from './update-settings.ts';

/** What was found before new data are used. */
export interface DataCheck {
  /** They may not be used at all. */
  readonly refused: readonly Text[];
  /** A person has to look first. */
  readonly held: readonly Text[];
  /** Share of the IPv4 addresses that get another country, or another network when only that is new; 0–1. */
  readonly changedShare: number;
  readonly samples: Difference['samples'];
}

/** A part that is new. */
export interface NewPart {
  readonly kind: 'country' | 'network';
  /** Lines read, and those of them that were none of the format. */
  readonly lines: number;
  readonly skipped: number;
}

/** Below this share of the rows before, data are cut short; above, they may still be of another maker. */
const tooFew = 0.1;
const few = 0.7;
const many = 3;
const tooMany = 10;
/** Share of the well-known addresses (samples.json) that have to be where they are. */
const mostSamples = 0.95;
const halfOfSamples = 0.5;
const maxSkipped = 0.01;
const maxLostCoverage = 0.02;
const dayMs = 86_400_000;

/** Looks at new data beside those in use; `now` is ms UTC. */
export function checkData(
  before: Database,
  after: Database,
  parts: readonly NewPart[],
  settings: UpdateSettings,
  now: number,
): DataCheck {
  const refused: Text[] = [];
  const held: Text[] = [];
  const differences: Difference[] = [];
  for (const part of parts) {
    const { kind, lines, skipped } = part;
    if (skipped > 1 && skipped > lines * maxSkipped) refused.push(unreadable(kind, skipped, lines));
    checkRows(part, before, after, refused, held);
    checkAge(kind, before, after, now, refused, held);
    const right = samplesRight(kind, after);
    if (right < halfOfSamples) refused.push(wrongSamples(kind, right));
    else if (right < mostSamples) held.push(wrongSamples(kind, right));
    const lost = partOf(before, kind).coverage4 - partOf(after, kind).coverage4;
    if (lost > maxLostCoverage) held.push(lessCovered(kind, lost));
    const difference = compareData(kind, before, after);
    const limit = kind === 'country' ? settings.maxChangedCountries : settings.maxChangedNetworks;
    if (difference.share4 > limit) held.push(changed(kind, 4, difference.share4, limit));
    if (difference.share6 > limit) held.push(changed(kind, 6, difference.share6, limit));
    differences.push(difference);
  }
  return { refused, held, changedShare: differences[0].share4, samples: differences.flatMap((one) => one.samples) };
}

function checkRows({ kind }: NewPart, before: Database, after: Database, refused: Text[], held: Text[]): void {
  for (const family of [4, 6] as const) {
    const [then, now] = [before, after].map((database) => rowsOf(kind, family, database));
    const ratio = now / Math.max(1, then);
    if (ratio < tooFew || ratio > tooMany) refused.push(otherSize(kind, family, then, now));
    else if (ratio < few || ratio > many) held.push(otherSize(kind, family, then, now));
  }
}

function checkAge(
  kind: NewPart['kind'],
  before: Database,
  after: Database,
  now: number,
  refused: Text[],
  held: Text[],
) {
  const [then, made] = [before, after].map((database) => partOf(database, kind).madeAt);
  if (made < then) refused.push(older(kind, made, then));
  else if (made > now + dayMs) held.push(ahead(kind, made));
}

function rowsOf(kind: NewPart['kind'], family: 4 | 6, database: Database): number {
  if (kind === 'country') return (family === 4 ? database.countryV4 : database.countryV6).values.length;
  return (family === 4 ? database.networkV4 : database.networkV6).values.length;
}

function partOf(database: Database, kind: NewPart['kind']) {
  return database.parts.find(({ name }) => name === kind)!;
}

/** Share of the well-known addresses that the data place where they are. */
export function samplesRight(kind: NewPart['kind'], database: Database): number {
  const places = new Places(database, samples.length);
  const right = samples.filter(({ address, country, network }) => {
    const place = places.find(address);
    return kind === 'country' ? place.country === country : place.asNumber === network;
  });
  return right.length / samples.length;
}

const names = {
  country: { nl: 'landen', en: 'countries' },
  network: { nl: 'netwerken', en: 'networks' },
} as const;
const percent = (share: number) => ({
  nl: `${(share * 100).toFixed(1).replace('.', ',')} %`,
  en: `${(share * 100).toFixed(1)} %`,
});
const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function unreadable(kind: NewPart['kind'], skipped: number, lines: number): Text {
  return {
    nl: `${skipped} van ${lines} regels met ${names[kind].nl} zijn onleesbaar.`,
    en: `${skipped} of ${lines} lines of ${names[kind].en} do not read.`,
  };
}

function otherSize(kind: NewPart['kind'], family: number, then: number, now: number): Text {
  return {
    nl: `IPv${family} heeft ${now} reeksen met ${names[kind].nl} in plaats van ${then}.`,
    en: `IPv${family} has ${now} runs of ${names[kind].en} instead of ${then}.`,
  };
}

function older(kind: NewPart['kind'], made: number, then: number): Text {
  return {
    nl: `De gegevens over ${names[kind].nl} zijn van ${date(made)}, ouder dan die in gebruik (${date(then)}).`,
    en: `The data of ${names[kind].en} are of ${date(made)}, older than those in use (${date(then)}).`,
  };
}

function ahead(kind: NewPart['kind'], made: number): Text {
  return {
    nl: `De gegevens over ${names[kind].nl} zeggen van ${date(made)} te zijn: dat is in de toekomst.`,
    en: `The data of ${names[kind].en} say they are of ${date(made)}: that lies ahead.`,
  };
}

function wrongSamples(kind: NewPart['kind'], right: number): Text {
  const asked = `${Math.round(right * samples.length)}/${samples.length}`;
  return {
    nl: `Van de bekende adressen staat maar ${asked} bij de juiste ${names[kind].nl}.`,
    en: `Only ${asked} of the well-known addresses have the right ${names[kind].en}.`,
  };
}

function lessCovered(kind: NewPart['kind'], lost: number): Text {
  return {
    nl: `Over ${percent(lost).nl} van de adressen zeggen de nieuwe ${names[kind].nl} niets meer.`,
    en: `Of ${percent(lost).en} of the addresses the new ${names[kind].en} say nothing any more.`,
  };
}

function changed(kind: NewPart['kind'], family: number, share: number, limit: number): Text {
  const of = family === 4 ? { nl: 'adressen', en: 'addresses' } : { nl: 'reeksen', en: 'runs' };
  const another =
    kind === 'country' ? { nl: 'een ander land', en: 'country' } : { nl: 'een ander netwerk', en: 'network' };
  return {
    nl: `${percent(share).nl} van de IPv${family}-${of.nl} krijgt ${another.nl}; boven ${percent(limit).nl} kijkt eerst iemand.`,
    en: `${percent(share).en} of the IPv${family} ${of.en} get another ${another.en}; above ${percent(limit).en} somebody looks first.`,
  };
}
