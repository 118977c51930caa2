import { isTimeZone, rangeFault, readNetwork, readNumberRange } from '../../../../core/customer/read-value.ts';
import { ok, type Result, refused } from '../../../../core/result.ts';
import type { Text } from '../../../../core/text.ts';
import { customerChange, customerId } from '../../../schema/customers.ts';

/** A column of the file. `read` takes a cell that is not empty. */
export interface Column {
  /** What the rest of the import calls it. */
  readonly key: ColumnKey;
  /** Header in each language, in small letters with underscores; further spellings people use. */
  readonly nl: string;
  readonly en: string;
  readonly also?: readonly string[];
  /** What stands in the template. */
  readonly example: Text;
  readonly about: Text;
  readonly read: (cell: string) => Result<unknown, Text>;
}

export type ColumnKey =
  | ('id' | 'name' | 'reference' | 'language' | 'timeZone' | 'contactName' | 'contactMail' | 'contactPhone' | 'notes')
  | ('site' | 'street' | 'postcode' | 'city' | 'country' | 'siteTimeZone' | 'emergencyNote' | 'networks' | 'numbers')
  | ('trunk' | 'trunkCarrier' | 'trunkChannels' | 'trunkAddresses' | 'pbx' | 'pbxVendor' | 'pbxAddresses');

const same = (text: string): Text => ({ nl: text, en: text });

function text(max: number) {
  return (cell: string): Result<string, Text> =>
    cell.length <= max
      ? ok(cell)
      : refused({
          nl: `Dit heeft ${cell.length} tekens. Schrijf er hoogstens ${max}.`,
          en: `This has ${cell.length} characters. Write at most ${max}.`,
        });
}

function checked(schema: { safeParse(value: unknown): { success: boolean } }, reason: Text) {
  return (cell: string): Result<string, Text> => (schema.safeParse(cell).success ? ok(cell) : refused(reason));
}

const { contactMail, contactPhone } = customerChange.shape;
const mostInCell = 200;

/** Several in one cell, with `|`, a line end or (where none holds a space) a space between them. */
function list<T>(split: RegExp, read: (one: string) => Result<T, Text>) {
  return (cell: string): Result<readonly T[], Text> => {
    const values: T[] = [];
    const ones = cell
      .split(split)
      .map((one) => one.trim())
      .filter((one) => one !== '');
    if (ones.length > mostInCell) {
      return refused({
        nl: `Hier staan er ${ones.length}. Zet er hoogstens ${mostInCell} in één cel en de rest op een volgende regel met dezelfde klant.`,
        en: `There are ${ones.length} here. Put at most ${mostInCell} in a cell and the rest on another line with the same customer.`,
      });
    }
    for (const one of ones) {
      const result = read(one);
      if (!result.ok) {
        const { nl, en } = result.reason;
        return refused(ones.length === 1 ? result.reason : { nl: `${one}: ${nl}`, en: `${one}: ${en}` });
      }
      values.push(result.value);
    }
    return ok(values);
  };
}

const addresses = list(/[|\s]+/, readNetwork);
const numbers = list(/[|\n;]+/, (one) => {
  const range = readNumberRange(one);
  if (!range.ok) return range;
  const fault = rangeFault(range.value.first, range.value.last);
  return fault ? refused(fault) : range;
});

function zone(cell: string): Result<string, Text> {
  return isTimeZone(cell)
    ? ok(cell)
    : refused({
        nl: 'Dit is geen tijdzone. Schrijf bijvoorbeeld Europe/Amsterdam.',
        en: 'This is no time zone. Write for example Europe/Amsterdam.',
      });
}

function country(cell: string): Result<string, Text> {
  return /^[A-Za-z]{2}$/.test(cell)
    ? ok(cell.toUpperCase())
    : refused({
        nl: 'Schrijf het land met twee letters, bijvoorbeeld NL.',
        en: 'Write the country as two letters, e.g. NL.',
      });
}

function language(cell: string): Result<string, Text> {
  const known: Record<string, string> = {
    nl: 'nl',
    nederlands: 'nl',
    dutch: 'nl',
    en: 'en',
    engels: 'en',
    english: 'en',
  };
  const found = known[cell.toLowerCase()];
  return found ? ok(found) : refused({ nl: 'Schrijf nl of en.', en: 'Write nl or en.' });
}

function channels(cell: string): Result<number, Text> {
  return /^\d{1,6}$/.test(cell) && Number(cell) <= 100_000
    ? ok(Number(cell))
    : refused({
        nl: 'Schrijf een heel getal tot 100000, bijvoorbeeld 30.',
        en: 'Write a whole number up to 100000, e.g. 30.',
      });
}

/** All columns, in the order of the template. */
export const columns: readonly Column[] = [
  {
    ...{ key: 'id', nl: 'klant', en: 'customer', also: ['id', 'klant_id', 'customer_id'] },
    example: same('bakkerij-de-vries'),
    about: { nl: 'Id van de klant; leeg: gemaakt van de naam', en: 'Id of the customer; empty: made of the name' },
    read: checked(customerId, {
      nl: 'Schrijf kleine letters, cijfers en streepjes, hoogstens 63, bijvoorbeeld bakkerij-de-vries.',
      en: 'Write small letters, digits and hyphens, at most 63, for example bakery-de-vries.',
    }),
  },
  {
    key: 'name',
    nl: 'naam',
    en: 'name',
    also: ['klantnaam', 'customer_name'],
    example: same('Bakkerij De Vries'),
    about: { nl: 'Naam van de klant', en: 'Name of the customer' },
    read: text(200),
  },
  {
    key: 'reference',
    nl: 'klantnummer',
    en: 'reference',
    also: ['customer_number', 'debiteurnummer'],
    example: same('K-10042'),
    about: { nl: 'Jouw eigen klantnummer', en: 'Your own customer number' },
    read: text(100),
  },
  {
    key: 'language',
    nl: 'taal',
    en: 'language',
    example: same('nl'),
    about: { nl: 'nl of en', en: 'nl or en' },
    read: language,
  },
  {
    key: 'timeZone',
    nl: 'tijdzone',
    en: 'time_zone',
    also: ['timezone'],
    example: same('Europe/Amsterdam'),
    about: { nl: 'Tijdzone', en: 'Time zone' },
    read: zone,
  },
  {
    key: 'contactName',
    nl: 'contactpersoon',
    en: 'contact_name',
    also: ['contact'],
    example: same('Jan de Vries'),
    about: { nl: 'Contactpersoon', en: 'Contact' },
    read: text(200),
  },
  {
    ...{ key: 'contactMail', nl: 'e-mail', en: 'contact_mail', also: ['email', 'mail', 'e_mail', 'contact_email'] },
    example: same('jan@example.nl'),
    about: { nl: 'E-mailadres', en: 'Mail address' },
    read: checked(contactMail, {
      nl: 'Dit is geen e-mailadres. Schrijf bijvoorbeeld jan@example.nl.',
      en: 'This is no mail address. Write for example jan@example.nl.',
    }),
  },
  {
    ...{ key: 'contactPhone', nl: 'telefoon', en: 'contact_phone', also: ['phone', 'telefoonnummer'] },
    example: same('+31 20 123 4567'),
    about: { nl: 'Telefoonnummer van de contactpersoon', en: 'Phone of the contact' },
    read: checked(contactPhone, {
      nl: 'Schrijf een telefoonnummer: cijfers, spaties, haakjes en streepjes.',
      en: 'Write a phone number: digits, spaces, brackets and hyphens.',
    }),
  },
  {
    key: 'notes',
    nl: 'notities',
    en: 'notes',
    also: ['opmerkingen'],
    example: same(''),
    about: { nl: 'Notities', en: 'Notes' },
    read: text(4000),
  },
  {
    key: 'site',
    nl: 'locatie',
    en: 'site',
    also: ['vestiging'],
    example: { nl: 'Hoofdvestiging', en: 'Head office' },
    about: { nl: 'Locatie waar de rest van de regel bij hoort', en: 'Site the rest of the line is of' },
    read: text(200),
  },
  {
    key: 'street',
    nl: 'straat',
    en: 'street',
    also: ['adres', 'address'],
    example: same('Dorpsstraat 1'),
    about: { nl: 'Straat en nummer', en: 'Street and number' },
    read: text(200),
  },
  {
    key: 'postcode',
    nl: 'postcode',
    en: 'postcode',
    also: ['zip', 'postal_code'],
    example: same('1234 AB'),
    about: { nl: 'Postcode', en: 'Postcode' },
    read: text(20),
  },
  {
    key: 'city',
    nl: 'plaats',
    en: 'city',
    also: ['stad', 'woonplaats'],
    example: same('Utrecht'),
    about: { nl: 'Plaats', en: 'City' },
    read: text(100),
  },
  {
    key: 'country',
    nl: 'land',
    en: 'country',
    example: same('NL'),
    about: { nl: 'Land, twee letters', en: 'Country, two letters' },
    read: country,
  },
  {
    key: 'siteTimeZone',
    nl: 'tijdzone_locatie',
    en: 'site_time_zone',
    example: same(''),
    about: { nl: 'Tijdzone van de locatie, als die anders is', en: 'Time zone of the site, when it differs' },
    read: zone,
  },
  {
    key: 'emergencyNote',
    nl: 'noodinformatie',
    en: 'emergency_note',
    example: { nl: 'Ingang aan de achterkant', en: 'Entrance at the back' },
    about: { nl: 'Wat hulpdiensten moeten weten', en: 'What emergency services need to know' },
    read: text(500),
  },
  {
    key: 'networks',
    nl: 'netwerken',
    en: 'networks',
    also: ['netwerk', 'network', 'ip', 'ip_adressen'],
    example: same('198.51.100.0/29 | 2001:db8:17::/48'),
    about: { nl: 'Adressen en netwerken, met | ertussen', en: 'Addresses and networks, with | between' },
    read: addresses,
  },
  {
    key: 'numbers',
    nl: 'nummers',
    en: 'numbers',
    also: ['nummerreeksen', 'did', 'number_ranges'],
    example: same('+31201234500-599 | +31881234567'),
    about: { nl: 'Nummers en reeksen, met | ertussen', en: 'Numbers and ranges, with | between' },
    read: numbers,
  },
  {
    key: 'trunk',
    nl: 'trunk',
    en: 'trunk',
    example: { nl: 'SIP-trunk', en: 'SIP trunk' },
    about: { nl: 'Naam van de trunk', en: 'Name of the trunk' },
    read: text(200),
  },
  {
    key: 'trunkCarrier',
    nl: 'trunk_carrier',
    en: 'trunk_carrier',
    also: ['carrier'],
    example: same('Example Telecom'),
    about: { nl: 'Carrier van de trunk', en: 'Carrier of the trunk' },
    read: text(100),
  },
  {
    key: 'trunkChannels',
    nl: 'trunk_kanalen',
    en: 'trunk_channels',
    also: ['kanalen', 'channels'],
    example: same('30'),
    about: { nl: 'Gesprekken tegelijk', en: 'Calls at a time' },
    read: channels,
  },
  {
    key: 'trunkAddresses',
    nl: 'trunk_adressen',
    en: 'trunk_addresses',
    example: same('203.0.113.10'),
    about: { nl: 'Adressen van de carrier', en: 'Addresses of the carrier' },
    read: addresses,
  },
  {
    key: 'pbx',
    nl: 'centrale',
    en: 'pbx',
    also: ['pbx_naam'],
    example: { nl: 'Centrale', en: 'PBX' },
    about: { nl: 'Naam van de telefooncentrale', en: 'Name of the PBX' },
    read: text(200),
  },
  {
    key: 'pbxVendor',
    nl: 'centrale_merk',
    en: 'pbx_vendor',
    also: ['merk', 'vendor'],
    example: same('Asterisk'),
    about: { nl: 'Merk en product', en: 'Maker and product' },
    read: text(100),
  },
  {
    key: 'pbxAddresses',
    nl: 'centrale_adressen',
    en: 'pbx_addresses',
    example: same('198.51.100.2'),
    about: { nl: 'Adressen van de centrale', en: 'Addresses of the PBX' },
    read: addresses,
  },
];

/** Spelling of a header that is compared: `E-mail ` and `e_mail` are the same. */
function plain(header: string): string {
  return header
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}

const byHeader = new Map(
  columns.flatMap((column) => [column.nl, column.en, ...(column.also ?? [])].map((name) => [plain(name), column])),
);

/** The column a header names, in either language. */
export function columnOf(header: string): Column | undefined {
  return byHeader.get(plain(header));
}
