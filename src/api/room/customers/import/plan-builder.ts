import type { CustomerForm } from '../../../../core/customer/customer.ts';
import { reservedIds } from '../../../../core/customer/customer.ts';
import {
  type ImportPlan,
  type ImportTrouble,
  mostTroubles,
  type Place,
} from '../../../../core/customer/import-plan.ts';
import type { Text } from '../../../../core/text.ts';
import { type Column, type ColumnKey, columnOf, columns } from './columns.ts';
import type { CsvRecord } from './read-csv.ts';

type Cells = Partial<Record<ColumnKey, unknown>>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface Known {
  readonly form: Writable<Partial<CustomerForm>>;
  readonly place: Place;
  reference?: Place;
}

const formKeys = [
  'name',
  'reference',
  'language',
  'timeZone',
  'contactName',
  'contactMail',
  'contactPhone',
  'notes',
] as const;
const siteKeys = ['street', 'postcode', 'city', 'country', 'emergencyNote'] as const;
const longestShown = 80;

/** Makes a plan of records: the first one names the columns. Each trouble says where and what to write instead. */
export class PlanBuilder {
  readonly troubles: ImportTrouble[] = [];
  moreTroubles = false;
  lines = 0;
  #header: readonly { readonly text: string; readonly column: Column }[] | undefined;
  readonly #customers = new Map<string, Known>();
  readonly #references = new Map<string, string>();
  readonly #sites = new Map<string, Writable<ImportPlan['sites'][number]>>();
  readonly #assets = new Map<string, Writable<ImportPlan['assets'][number]>>();
  readonly #networks = new Map<string, ImportPlan['networks'][number]>();
  readonly #numbers = new Map<string, ImportPlan['numbers'][number]>();

  /** Troubles are enough; reading on tells nothing new. */
  get isHopeless(): boolean {
    return this.moreTroubles || (this.#header === undefined && this.troubles.length > 0);
  }

  plan(): ImportPlan {
    return {
      customers: [...this.#customers].map(([id, known]) => ({ id, ...known })),
      sites: [...this.#sites.values()],
      networks: [...this.#networks.values()],
      numbers: [...this.#numbers.values()],
      assets: [...this.#assets.values()],
    };
  }

  trouble(trouble: ImportTrouble): void {
    if (this.troubles.length >= mostTroubles) this.moreTroubles = true;
    else this.troubles.push({ ...trouble, value: shown(trouble.value) });
  }

  add(record: CsvRecord): void {
    if (!this.#header) {
      this.#readHeader(record);
      return;
    }
    this.lines++;
    const { line, cells } = record;
    if (cells.length !== this.#header.length) {
      const [found, wanted] = [cells.length, this.#header.length];
      this.trouble({
        ...{ line, column: '', value: cells.join(' ') },
        message: {
          nl: `Deze regel heeft ${found} cellen en de kop ${wanted}. Zet een cel waarin het scheidingsteken voorkomt tussen aanhalingstekens.`,
          en: `This line has ${found} cells and the header ${wanted}. Put a cell that contains the separator in quotes.`,
        },
      });
      return;
    }
    const values: Cells = {};
    const places: Partial<Record<ColumnKey, Place>> = {};
    let good = true;
    for (const [i, { text, column }] of this.#header.entries()) {
      const cell = cells[i].trim();
      if (cell === '') continue;
      const place: Place = { line, column: text, value: cell };
      const result = column.read(cell);
      places[column.key] = place;
      if (result.ok) values[column.key] = result.value;
      else {
        good = false;
        this.trouble({ ...place, message: result.reason });
      }
    }
    if (good && Object.keys(values).length > 0) this.#take(values, places, line);
  }

  #readHeader({ line, cells }: CsvRecord): void {
    const header: { text: string; column: Column }[] = [];
    const seen = new Set<ColumnKey>();
    for (const text of cells) {
      const column = columnOf(text);
      const place = { line, column: text.trim(), value: text };
      if (!column) {
        const known = (language: 'nl' | 'en') => columns.map((one) => one[language]).join(', ');
        this.trouble({
          ...place,
          message: {
            nl: `Deze kolom is onbekend. Kies uit: ${known('nl')}.`,
            en: `This column is unknown. Choose from: ${known('en')}.`,
          },
        });
        continue;
      }
      if (seen.has(column.key)) this.trouble({ ...place, message: twice });
      seen.add(column.key);
      header.push({ text: text.trim(), column });
    }
    if (this.troubles.length === 0 && !seen.has('id') && !seen.has('name')) {
      this.trouble({ line, column: '', value: cells.join(' '), message: needsCustomer });
    }
    if (this.troubles.length === 0) this.#header = header;
  }

  #take(values: Cells, places: Partial<Record<ColumnKey, Place>>, line: number): void {
    const whole: Place = { line, column: '', value: '' };
    const id = (values.id as string | undefined) ?? (values.name === undefined ? '' : idOf(values.name as string));
    if (id === '') {
      this.trouble({ ...(places.name ?? whole), message: needsId });
      return;
    }
    if (reservedIds.has(id)) {
      this.trouble({ ...(places.id ?? places.name ?? whole), message: reserved });
      return;
    }
    const place = places.id ?? places.name ?? whole;
    const known: Known = this.#customers.get(id) ?? { form: {}, place };
    for (const key of formKeys) {
      const value = values[key] as never;
      if (value === undefined) continue;
      if (known.form[key] !== undefined && known.form[key] !== value) {
        this.trouble({ ...places[key]!, message: differs(known.place.line) });
        return;
      }
      known.form[key] = value;
    }
    if (values.reference !== undefined) {
      const reference = String(values.reference).toLowerCase();
      const other = this.#references.get(reference);
      if (other !== undefined && other !== id) {
        this.trouble({ ...places.reference!, message: referenceTwice(other) });
        return;
      }
      this.#references.set(reference, id);
      known.reference ??= places.reference;
    }
    this.#customers.set(id, known);
    const site = (values.site as string | undefined) ?? '';
    if (this.#takeSite(id, site, values, places, line)) this.#takeParts(id, site, values, places);
  }

  #takeSite(
    customer: string,
    site: string,
    values: Cells,
    places: Partial<Record<ColumnKey, Place>>,
    line: number,
  ): boolean {
    const wanted = Object.fromEntries(
      [...siteKeys.map((key) => [key, values[key]]), ['timeZone', values.siteTimeZone]].filter(
        ([, value]) => value !== undefined,
      ),
    ) as Record<string, string>;
    if (site === '') {
      const [key] = Object.keys(wanted);
      if (key === undefined) return true;
      const place = places[key === 'timeZone' ? 'siteTimeZone' : (key as ColumnKey)]!;
      this.trouble({ ...place, message: needsSite });
      return false;
    }
    const key = `${customer} ${site.toLowerCase()}`;
    const known = this.#sites.get(key);
    const before = (known?.values ?? {}) as Record<string, string>;
    for (const [name, value] of Object.entries(wanted)) {
      if (before[name] === undefined || before[name] === value) continue;
      const place = places[name === 'timeZone' ? 'siteTimeZone' : (name as ColumnKey)]!;
      this.trouble({ ...place, message: differs(known?.place.line ?? line) });
      return false;
    }
    const made = {
      customer,
      site: '',
      place: known?.place ?? places.site!,
      values: { name: site, ...before, ...wanted },
    };
    this.#sites.set(key, made as ImportPlan['sites'][number]);
    return true;
  }

  #takeParts(customer: string, site: string, values: Cells, places: Partial<Record<ColumnKey, Place>>): void {
    for (const cidr of (values.networks ?? []) as readonly string[]) {
      const key = `${customer} ${cidr}`;
      if (!this.#networks.has(key))
        this.#networks.set(key, { customer, site, values: { cidr }, place: { ...places.networks!, value: cidr } });
    }
    for (const range of (values.numbers ?? []) as readonly { first: string; last: string }[]) {
      const key = `${customer} ${range.first} ${range.last}`;
      const value = range.first === range.last ? range.first : `${range.first}-${range.last}`;
      if (!this.#numbers.has(key))
        this.#numbers.set(key, { customer, site, values: range, place: { ...places.numbers!, value } });
    }
    const trunk = { carrier: values.trunkCarrier, channels: values.trunkChannels, addresses: values.trunkAddresses };
    const pbx = { vendor: values.pbxVendor, addresses: values.pbxAddresses };
    this.#takeAsset(customer, site, 'trunk', values.trunk, trunk, places, [
      'trunkCarrier',
      'trunkChannels',
      'trunkAddresses',
    ]);
    this.#takeAsset(customer, site, 'pbx', values.pbx, pbx, places, ['pbxVendor', 'pbxAddresses']);
  }

  #takeAsset(
    customer: string,
    site: string,
    kind: 'trunk' | 'pbx',
    name: unknown,
    facts: Readonly<Record<string, unknown>>,
    places: Partial<Record<ColumnKey, Place>>,
    factKeys: readonly ColumnKey[],
  ): void {
    const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
    if (name === undefined) {
      const place = factKeys.map((key) => places[key]).find((one) => one !== undefined);
      if (place) this.trouble({ ...place, message: needsAsset(kind) });
      return;
    }
    const key = `${customer} ${String(name).toLowerCase()}`;
    const known = this.#assets.get(key);
    if (known && known.values.kind !== kind) {
      this.trouble({ ...places[kind]!, message: twoKinds });
      return;
    }
    const addresses = [
      ...new Set([...(known?.values.addresses ?? []), ...((given.addresses as string[] | undefined) ?? [])]),
    ];
    this.#assets.set(key, {
      customer,
      site: known?.site || site,
      place: known?.place ?? places[kind]!,
      values: { ...known?.values, ...given, ...(addresses.length > 0 && { addresses }), name: String(name), kind },
    });
  }
}

/** An id of a name: small letters, digits and hyphens; '' when nothing is left. */
export function idOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}

function shown(value: string): string {
  return value.length > longestShown ? `${value.slice(0, longestShown)}…` : value;
}

const twice: Text = {
  nl: 'Deze kolom staat er twee keer. Haal er een weg.',
  en: 'This column is there twice. Take one out.',
};
const needsCustomer: Text = {
  nl: 'De kop heeft een kolom klant of naam nodig. Download het voorbeeldbestand voor alle kolommen.',
  en: 'The header needs a column customer or name. Download the template for all columns.',
};
const needsId: Text = {
  nl: 'Van welke klant deze regel is, staat er niet. Vul klant of naam in.',
  en: 'The line does not say which customer it is of. Fill in customer or name.',
};
const reserved: Text = {
  nl: 'Deze id gebruikt Belwacht zelf. Kies een andere.',
  en: 'Belwacht uses this id itself. Choose another.',
};
const needsSite: Text = {
  nl: 'Dit hoort bij een locatie. Vul op deze regel ook de naam van de locatie in.',
  en: 'This belongs to a site. Fill in the name of the site on this line too.',
};
const twoKinds: Text = {
  nl: 'Een trunk en een centrale van deze klant heten hetzelfde. Geef ze verschillende namen.',
  en: 'A trunk and a PBX of this customer have the same name. Give them different names.',
};

function needsAsset(kind: 'trunk' | 'pbx'): Text {
  return kind === 'trunk'
    ? {
        nl: 'Dit hoort bij een trunk. Vul op deze regel ook de naam van de trunk in.',
        en: 'This belongs to a trunk. Fill in the name of the trunk on this line too.',
      }
    : {
        nl: 'Dit hoort bij een centrale. Vul op deze regel ook de naam van de centrale in.',
        en: 'This belongs to a PBX. Fill in the name of the PBX on this line too.',
      };
}

function differs(line: number): Text {
  return {
    nl: `Op regel ${line} staat bij dezelfde klant of locatie iets anders. Schrijf op beide regels hetzelfde, of laat er een leeg.`,
    en: `Line ${line} says otherwise of the same customer or site. Write the same on both lines, or leave one empty.`,
  };
}

function referenceTwice(other: string): Text {
  return {
    nl: `In dit bestand heeft ook ${other} dit klantnummer. Elk klantnummer is van één klant.`,
    en: `In this file ${other} has this reference too. Each reference is of one customer.`,
  };
}
