import { variableName } from '../../../core/playbook/variable.ts';
import { variableTypes } from '../../../core/playbook/vocabularies.ts';
import { dictionary, flag, isObject, list, matching, object, oneOf, type Shape, text } from './shapes.ts';

const uuid = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}';

/** An identifier: `type--UUID` (section 10.10). */
export const identifier: Shape = matching(
  new RegExp(`^[a-z][a-z0-9-]+[a-z0-9]--${uuid}$`),
  'an identifier (type--UUID)',
  'een identificatie (type--UUID)',
);

/** Pattern of identifiers of objects of these types. */
export function identifierOf(types: readonly string[]): RegExp {
  return new RegExp(`^(?:${types.join('|')})--${uuid}$`);
}

/** An identifier of one type. */
export function identifierFor(type: string): Shape {
  return matching(identifierOf([type]), `an identifier ${type}--UUID`, `een identificatie ${type}--UUID`);
}

const timeForm = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** ms UTC of a timestamp of section 10.16 (RFC 3339, UTC, `Z`); undefined when it is none, or no day of the calendar. */
export function timeOf(value: unknown): number | undefined {
  const match = typeof value === 'string' ? timeForm.exec(value) : null;
  if (!match) return undefined;
  const [, year, month, day] = match.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const time = Date.parse(value as string);
  return Number.isNaN(time) ? undefined : time;
}

export const timestamp: Shape = (value, spot) => {
  if (timeOf(value) === undefined)
    spot.wrong(
      { en: 'a time in UTC such as 2026-07-01T08:00:00.000Z', nl: 'een tijd in UTC zoals 2026-07-01T08:00:00.000Z' },
      value,
    );
};

/** The same to the millisecond, as section 3.1 has it for `created` and `modified`; other tools leave it out, and nothing hangs on it. */
export const millisecond: Shape = (value, spot) => {
  if (timeOf(value) === undefined) return timestamp(value, spot);
  if (!/\.\d{3}Z$/.test(value as string))
    spot.say(
      'note',
      'CACAO asks for a time to the millisecond here, with exactly three digits, such as 2026-07-01T08:00:00.000Z',
      'CACAO vraagt hier een tijd op de milliseconde, met precies drie cijfers, zoals 2026-07-01T08:00:00.000Z',
    );
};

export const externalReference: Shape = object(
  { name: text, description: text, source: text, url: text, external_id: text, reference_id: text },
  ['name'],
);
export const externalReferences = list(externalReference);

const anyName = { en: 'no longer than 250 characters', nl: 'hooguit 250 tekens' };
/** Words of an open vocabulary. */
export const words = list(text);

/** Extensions in use: by id of their definition, with whatever they hold. */
export const extensions: Shape = dictionary(
  identifierOf(['extension-definition']),
  { en: 'an identifier extension-definition--UUID', nl: 'een identificatie extension-definition--UUID' },
  (value, spot) => {
    if (!isObject(value)) spot.wrong({ en: 'an object', nl: 'een object' }, value);
  },
);

/** Contact, section 10.5. */
export const contact: Shape = object({
  email: dictionary(/^.{1,250}$/su, anyName, text),
  phone: dictionary(/^.{1,250}$/su, anyName, text),
  contact_details: text,
});

/** Civic location, section 10.4. */
export const location: Shape = object(
  Object.fromEntries(
    [
      'name',
      'description',
      'building_details',
      'network_details',
      'region',
      'country',
      'administrative_area',
      'city',
      'street_address',
      'postal_code',
      'latitude',
      'longitude',
      'precision',
    ].map((name) => [name, text]),
  ),
);

const variable: Shape = object(
  {
    type: oneOf(variableTypes),
    description: text,
    value: (value, spot) => {
      if (value !== null && typeof value !== 'string')
        spot.wrong(
          { en: 'text or null (numbers are written as text)', nl: 'tekst of null (getallen staan als tekst)' },
          value,
        );
    },
    constant: flag,
    external: flag,
  },
  ['type'],
);

/** Variables by name, section 10.18. */
export const variables: Shape = dictionary(
  variableName,
  { en: '__name__ (a letter first)', nl: '__naam__ (eerst een letter)' },
  variable,
);

/** Names of variables, as in in_args. */
export const variableNames: Shape = list(
  matching(variableName, 'the name of a variable (__name__)', 'de naam van een variabele (__naam__)'),
);
