import { ok, type Result, refused } from '../result.ts';
import type { Text } from '../text.ts';
import type { PlanForm } from './plan.ts';
import { isPlanDay } from './plan-day.ts';
import type { PlanFault } from './plan-fault.ts';
import { type PlanField, type PlanFields, planShape } from './plan-shape.ts';

/** More faults than these tell nobody anything. */
const mostFaults = 100;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Reads what claims to be a plan people wrote. Takes any value, as JSON gives it; every field has to be there and of its
 * kind and size, and there is none besides. Returns a fresh plan that shares nothing with the input, or what is wrong. Empty
 * fields and blanks are no faults here: a draft may be unfinished.
 */
export function readPlanForm(input: unknown): Result<PlanForm, readonly PlanFault[]> {
  const faults: PlanFault[] = [];
  const form = readGroup(input, planShape, '', faults, false);
  return faults.length === 0 ? ok(form as unknown as PlanForm) : refused(faults);
}

function readGroup(input: unknown, fields: PlanFields, at: string, faults: PlanFault[], item: boolean) {
  const read: Record<string, unknown> = {};
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    tell(faults, at, 'hier hoort een groep velden', 'a group of fields belongs here');
    return read;
  }
  const given = input as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name) && !(item && name === 'id'))
      tell(faults, at, `het veld ${shown(name)} bestaat niet`, `there is no field ${shown(name)}`);
  }
  if (item) {
    read.id = given.id;
    if (typeof given.id !== 'string' || !idPattern.test(given.id))
      tell(
        faults,
        place(at, 'id'),
        'een id bestaat uit letters, cijfers, punten en streepjes, hooguit 64',
        'an id is letters, digits, dots and dashes, 64 at most',
      );
  }
  for (const [name, field] of Object.entries(fields)) {
    const path = place(at, name);
    if (!Object.hasOwn(given, name)) {
      tell(faults, path, `${field.label.nl} ontbreekt`, `${field.label.en} is missing`);
      continue;
    }
    read[name] = readField(given[name], field, path, faults);
  }
  return read;
}

function readField(input: unknown, field: PlanField, at: string, faults: PlanFault[]): unknown {
  const wrong = (nl: string, en: string) => tell(faults, at, `${field.label.nl}: ${nl}`, `${field.label.en}: ${en}`);
  switch (field.kind) {
    case 'text':
      return readText(input, field.most, wrong);
    case 'day':
      if (typeof input !== 'string' || (input !== '' && !isPlanDay(input)))
        wrong('geen dag zoals 2027-01-31', 'no day such as 2027-01-31');
      return input;
    case 'choice':
      if (typeof input !== 'string' || !field.from.includes(input))
        wrong(`kies uit ${field.from.join(', ')}`, `choose from ${field.from.join(', ')}`);
      return input;
    case 'number':
      if (!Number.isInteger(input) || (input as number) < 0 || (input as number) > field.most)
        wrong(`een geheel getal van 0 tot ${field.most}`, `a whole number from 0 to ${field.most}`);
      return input;
    case 'texts':
      if (!Array.isArray(input) || input.length > field.most) {
        wrong(`een lijst van hooguit ${field.most}`, `a list of at most ${field.most}`);
        return [];
      }
      return input.map((text) => readText(text, 1000, wrong));
    case 'group':
      return readGroup(input, field.fields, at, faults, false);
    case 'list': {
      if (!Array.isArray(input) || input.length > field.most) {
        wrong(`een lijst van hooguit ${field.most}`, `a list of at most ${field.most}`);
        return [];
      }
      const items = input.map((item, index) => readGroup(item, field.fields, `${at}.${index}`, faults, true));
      const ids = items.map(({ id }) => id);
      const twice = ids.find((id, index) => ids.indexOf(id) !== index);
      if (twice !== undefined) wrong(`twee keer het id ${shown(twice)}`, `the id ${shown(twice)} twice`);
      return items;
    }
  }
}

function readText(input: unknown, most: number, wrong: (nl: string, en: string) => void): unknown {
  if (typeof input !== 'string') wrong('hier hoort tekst', 'text belongs here');
  else if (input.length > most) wrong(`hooguit ${most} tekens`, `at most ${most} characters`);
  // A database refuses both; line ends and tabs are text.
  else if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(input) || !input.isWellFormed())
    wrong('bevat stuurtekens', 'holds control characters');
  return input;
}

function tell(faults: PlanFault[], field: string, nl: string, en: string): void {
  const text: Text = { nl, en };
  if (faults.length < mostFaults) faults.push({ field, text });
}

const place = (at: string, name: string) => (at === '' ? name : `${at}.${name}`);
/** A name from outside, fit for a sentence. */
const shown = (name: unknown) => JSON.stringify(String(name).slice(0, 40));
