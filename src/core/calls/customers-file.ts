import { canonicalAddress, readCidr } from '../ip.ts';
import { countryDialling } from '../phone/countries.ts';
import { type DialPlan, defaultDialPlan } from '../phone/dial-plan.ts';
import { DeckLines } from '../rates/deck-lines.ts';
import { deckMessages } from '../rates/deck-trouble.ts';
import { ok, type Result } from '../result.ts';
import type { CallCustomer, CallIdentifier, IdentifierKind } from './call-customer.ts';
import { readCustomerNumber } from './customer-number.ts';
import { publicHolidays } from './holidays.ts';
import type { OpeningHours } from './opening-hours.ts';
import { isOpenAt } from './opening-hours.ts';
import { readOpeningHours } from './opening-hours-text.ts';
import { sharedIdentifiers } from './shared-identifiers.ts';
import { countryOfZone, isZone } from './zone-country.ts';

/** Something in the file that is not as it should be. `refused`: the row counts for nothing. */
export interface CustomerTrouble {
  /** 1-based. */
  readonly line: number;
  readonly refused: boolean;
  readonly message: string;
}

export interface CustomersRead {
  readonly customers: readonly CallCustomer[];
  readonly rows: number;
  readonly refused: number;
  /** The first of them. */
  readonly troubles: readonly CustomerTrouble[];
}

export interface CustomersOptions {
  /** IANA zone of customers that name none, or none that exists. */
  readonly timeZone: string;
  /** First and last year of the calls: customers that are closed on Sundays are closed on the public holidays of these. */
  readonly years: readonly [first: number, last: number];
}

const columnNames = ['customer', 'kind', 'identifier', 'timezone', 'opening_hours', 'country'] as const;
type ColumnName = (typeof columnNames)[number];
const aliases: Readonly<Record<string, ColumnName>> = {
  ...{
    klant: 'customer',
    tenant: 'customer',
    type: 'kind',
    soort: 'kind',
    value: 'identifier',
    id: 'identifier',
    kenmerk: 'identifier',
  },
  ...{ zone: 'timezone', tz: 'timezone', tijdzone: 'timezone', openinghours: 'opening_hours', hours: 'opening_hours' },
  ...{ openingstijden: 'opening_hours', land: 'country' },
};
const kinds: Readonly<Record<string, IdentifierKind>> = {
  ...{
    account: 'account',
    user: 'account',
    username: 'account',
    extension: 'account',
    peer: 'account',
    toestel: 'account',
  },
  ...{ number: 'number', did: 'number', ddi: 'number', phone: 'number', nummer: 'number', telephone: 'number' },
  ...{ trunk: 'trunk', gateway: 'trunk', accountcode: 'accountcode' },
  ...{ address: 'address', ip: 'address', cidr: 'address', adres: 'address', ipaddress: 'address' },
};
/** Rows that say how a customer dials instead of what it is known by. */
const diallingKinds = {
  outsideline: 'outsideLine',
  buitenlijn: 'outsideLine',
  areacode: 'areaCode',
  netnummer: 'areaCode',
  kengetal: 'areaCode',
  carrierprefix: 'carrierPrefixes',
} as const;
type DiallingKind = (typeof diallingKinds)[keyof typeof diallingKinds];
const diallingFaults: Readonly<Record<DiallingKind, { readonly digits: RegExp; readonly message: string }>> = {
  outsideLine: { digits: /^\d{1,4}$/, message: 'is no outside line; write 0 or 9' },
  areaCode: { digits: /^\d{1,6}$/, message: 'is no area code; write 020 for instance' },
  carrierPrefixes: { digits: /^\d{2,10}$/, message: 'is no prefix of a carrier; write 1650 for instance' },
};
const mostTroubles = 200;

interface Known {
  readonly name: string;
  timeZone: string;
  country: string;
  opening: OpeningHours | undefined;
  openingText: string;
  readonly outsideLine: string[];
  readonly carrierPrefixes: string[];
  areaCode: string;
  /** Kind and value as they stand, with their lines: what a number is hangs on the country. */
  readonly identifiers: { readonly kind: IdentifierKind; readonly text: string; readonly line: number }[];
}

/**
 * Reads `customer,kind,identifier,timezone,opening_hours` (a header with these names in any order, other columns ignored;
 * comma, semicolon or tab; quotes, a byte order mark and either line end). Several rows make one customer; its zone and hours
 * stand on any of them. Rows of the kinds `outside_line`, `area_code` and `carrier_prefix` say how its phones dial. An optional
 * column `country` (two letters) says where they stand, otherwise its zone does. A row that cannot be read is refused with its line and a reason, and the rest holds; what stands only partly right counts without
 * that part. Never throws for what is in the file.
 */
export function readCustomersFile(bytes: Uint8Array, options: CustomersOptions): CustomersRead {
  return new CustomersFile(options).read(bytes);
}

class CustomersFile {
  readonly #options: CustomersOptions;
  readonly #troubles: CustomerTrouble[] = [];
  readonly #known = new Map<string, Known>();
  #places: Readonly<Record<ColumnName, number>> | undefined;
  #width = 0;
  #rows = 0;
  #refused = 0;

  constructor(options: CustomersOptions) {
    this.#options = options;
  }

  read(bytes: Uint8Array): CustomersRead {
    let headless = false;
    const lines = new DeckLines(
      (fields, line) => {
        if (headless) return;
        if (this.#places) this.#row(fields, line);
        else headless = !this.#header(fields, line);
      },
      (reason, line) => this.#refuse(line, deckMessages[reason].en),
    );
    lines.push(bytes);
    lines.end();
    if (!this.#places && !headless) this.#refuse(1, 'the file is empty');
    const customers = [...this.#known.values()].map((known) => this.#customer(known));
    for (const message of sharedIdentifiers(customers, mostTroubles)) this.#say(0, message);
    this.#troubles.sort((a, b) => a.line - b.line);
    return { customers, rows: this.#rows, refused: this.#refused, troubles: this.#troubles };
  }

  #header(fields: readonly string[], line: number): boolean {
    const places = Object.fromEntries(columnNames.map((name) => [name, -1])) as Record<ColumnName, number>;
    fields.forEach((field, place) => {
      const bare = field
        .replace(/^\ufeff/, '')
        .trim()
        .toLowerCase();
      const word = bare.replace(/[^a-z]/g, '');
      const name = columnNames.find((one) => one === bare || one.replace('_', '') === word) ?? aliases[word];
      if (name && places[name] < 0) places[name] = place;
    });
    const missing = (['customer', 'kind', 'identifier'] as const).filter((name) => places[name] < 0);
    if (missing.length > 0) {
      this.#refuse(
        line,
        `the first line must name the columns customer,kind,identifier,timezone,opening_hours; missing: ${missing.join(', ')}`,
      );
      return false;
    }
    this.#places = places;
    this.#width = fields.length;
    return true;
  }

  #row(fields: readonly string[], line: number): void {
    this.#rows++;
    const places = this.#places!;
    const cell = (name: ColumnName) => {
      const place = places[name];
      // Hours with the separator in them, at the end of the line.
      const tail =
        place === this.#width - 1 && name === 'opening_hours' ? fields.slice(place).join(',') : fields[place];
      return (place < 0 ? '' : (tail ?? '')).trim();
    };
    const fault = this.#take(cell, fields.length, line);
    if (fault !== undefined) this.#refuse(line, fault);
  }

  /** Takes a row in; what is wrong with it otherwise. */
  #take(cell: (name: ColumnName) => string, width: number, line: number): string | undefined {
    const name = cell('customer');
    if (name === '') return 'the customer is missing';
    if (width > this.#width && this.#places!.opening_hours !== this.#width - 1)
      return `there are ${width} columns, the header has ${this.#width}`;
    const text = cell('identifier');
    const word = cell('kind')
      .toLowerCase()
      .replace(/[^a-z]/g, '');
    const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined;
    const dialling = Object.hasOwn(diallingKinds, word) ? diallingKinds[word as keyof typeof diallingKinds] : undefined;
    // A row may tell hours and zone alone.
    const bare = word === '' && text === '';
    if (!bare && !kind && !dialling)
      return `kind “${cell('kind')}” is none of account, number, trunk, accountcode, address, outside_line, area_code, carrier_prefix`;
    if (!bare && text === '') return 'the identifier is missing';
    const digits = text.replace(/[\s().-]/g, '');
    if (dialling && !diallingFaults[dialling].digits.test(digits))
      return `“${text}” ${diallingFaults[dialling].message}`;
    if (kind === 'address' && !addressOf(text)) return `“${text}” is neither an IP address nor a range`;
    const known = this.#knownAs(name);
    this.#details(known, cell('timezone'), cell('country').toUpperCase(), cell('opening_hours'), line);
    if (kind) known.identifiers.push({ kind, text, line });
    if (dialling) this.#dials(known, dialling, digits, line);
    return undefined;
  }

  #dials(known: Known, kind: DiallingKind, digits: string, line: number): void {
    if (kind !== 'areaCode') {
      if (!known[kind].includes(digits)) known[kind].push(digits);
    } else if (known.areaCode === '') known.areaCode = digits;
    else if (known.areaCode !== digits)
      this.#say(line, `${known.name} has area code ${known.areaCode} by an earlier line; ${digits} is left out`);
  }

  #knownAs(name: string): Known {
    let known = this.#known.get(name);
    if (!known) {
      known = {
        ...{ name, timeZone: '', country: '', opening: undefined, openingText: '', identifiers: [] },
        ...{ outsideLine: [], carrierPrefixes: [], areaCode: '' },
      };
      this.#known.set(name, known);
    }
    return known;
  }

  #details(known: Known, zone: string, country: string, hours: string, line: number): void {
    if (zone !== '') {
      if (!isZone(zone)) this.#say(line, `“${zone}” is no IANA time zone; ${this.#options.timeZone} is taken`);
      else if (known.timeZone === '') known.timeZone = zone;
      else if (known.timeZone !== zone)
        this.#say(line, `${known.name} is in ${known.timeZone} by an earlier line; ${zone} is left out`);
    }
    if (known.country === '' && countryDialling.has(country)) known.country = country;
    if (hours === '' || hours === known.openingText) return;
    const read = readOpeningHours(hours);
    if (!read.ok) this.#say(line, `${read.reason}: “${hours.slice(0, 80)}”; the hours count as unknown`);
    else if (known.openingText !== '')
      this.#say(line, `${known.name} has other hours on an earlier line; these are left out`);
    else if (read.value) {
      known.opening = read.value;
      known.openingText = hours;
    }
  }

  #customer(known: Known): CallCustomer {
    const { name, timeZone, country, opening, identifiers } = known;
    const zone = timeZone || this.#options.timeZone;
    const where = country || countryOfZone(zone) || 'NL';
    const plan = dialledBy(known, this.#planOf(where));
    const values: CallIdentifier[] = [];
    for (const { kind, text, line } of identifiers) {
      const read: Result<readonly CallIdentifier[]> =
        kind === 'number' ? readCustomerNumber(text, plan) : ok([{ kind, value: plainValue(kind, text) }]);
      if (read.ok) values.push(...read.value);
      else this.#refuse(line, read.reason);
    }
    return {
      ...{ id: name, timeZone: zone, country: where, plan, identifiers: values, opening },
      closedDays: opening && !opensOnSunday(opening) ? this.#holidays(where) : [],
      ...{ allowed: [], mode: 'report-only', figures: {}, deck: '' },
    };
  }

  readonly #plans = new Map<string, DialPlan>();
  #planOf(country: string): DialPlan {
    const plan = this.#plans.get(country) ?? defaultDialPlan(country);
    this.#plans.set(country, plan);
    return plan;
  }

  readonly #holidaysOf = new Map<string, readonly string[]>();
  #holidays(country: string): readonly string[] {
    let days = this.#holidaysOf.get(country);
    if (!days) {
      const [first, last] = this.#options.years;
      days = Array.from({ length: Math.max(0, Math.min(60, last - first + 1)) }, (_, i) =>
        publicHolidays(country, first + i),
      ).flat();
      this.#holidaysOf.set(country, days);
    }
    return days;
  }

  #refuse(line: number, message: string): void {
    this.#refused++;
    this.#trouble({ line, refused: true, message });
  }

  #say(line: number, message: string): void {
    this.#trouble({ line, refused: false, message });
  }

  #trouble(trouble: CustomerTrouble): void {
    if (this.#troubles.length < mostTroubles) this.#troubles.push(trouble);
  }
}

/** The plan of a country with what the file says of a customer's own. */
function dialledBy({ outsideLine, carrierPrefixes, areaCode }: Known, plan: DialPlan): DialPlan {
  if (outsideLine.length === 0 && carrierPrefixes.length === 0 && areaCode === '') return plan;
  const { nationalPrefix } = plan;
  const prefixed =
    nationalPrefix !== '' && areaCode.length > nationalPrefix.length && areaCode.startsWith(nationalPrefix);
  return {
    ...plan,
    outsideLine,
    carrierPrefixes,
    areaCode: prefixed ? areaCode.slice(nationalPrefix.length) : areaCode,
  };
}

/** As sources write it: `201` of `PJSIP/201` and of `sip:201@pbx.example`. */
function plainValue(kind: IdentifierKind, text: string): string {
  if (kind === 'address') return addressOf(text) ?? text;
  if (kind === 'accountcode') return text;
  const [, user] = /^sips?:([^@;]+)@/i.exec(text) ?? [];
  return user ?? text.replace(/^(pjsip|sip|iax2?|dahdi|sccp)\/(?=.)/i, '');
}

/** Canonical text of an address or range, a port behind it left out; undefined for what is none. */
function addressOf(text: string): string | undefined {
  const bare = text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return canonicalAddress(bare) ?? (readCidr(bare) ? bare : undefined);
}

function opensOnSunday(opening: OpeningHours): boolean {
  for (let minute = 6 * 1_440 + 420; minute < 7 * 1_440; minute += 15) if (isOpenAt(opening, minute)) return true;
  return false;
}
