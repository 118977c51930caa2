import type { Text } from '../text.ts';
import type { PlanForm } from './plan.ts';
import { type PlanField, type PlanFields, planShape } from './plan-shape.ts';
import { contactKindWords, incidentTypeWords, levelWords, phaseWords, roleWords, severityWords } from './plan-words.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * What is different between two editions, one sentence each, in the order of the document: what was added, taken away,
 * changed or moved. Items are matched by their id. Empty when the plans read the same.
 */
export function planChanges(before: PlanForm, after: PlanForm): readonly Text[] {
  const said: Text[] = [];
  compareFields(before as unknown as Item, after as unknown as Item, planShape, [], said);
  return said;
}

function compareFields(before: Item, after: Item, fields: PlanFields, path: readonly Text[], said: Text[]): void {
  for (const [name, field] of Object.entries(fields))
    compare(before[name], after[name], field, [...path, field.label], said);
}

function compare(before: unknown, after: unknown, field: PlanField, path: readonly Text[], said: Text[]): void {
  if (field.kind === 'group') compareFields(before as Item, after as Item, field.fields, path, said);
  else if (field.kind === 'list') compareLists(before as Item[], after as Item[], field, path, said);
  else if (field.kind === 'texts') compareTexts(before as string[], after as string[], path, said);
  else compareValues(before, after, field, path, said);
}

function compareValues(before: unknown, after: unknown, field: PlanField, path: readonly Text[], said: Text[]): void {
  if (before === after) return;
  const was = valueText(before, field);
  const is = valueText(after, field);
  const place = placeText(path);
  const nl =
    was.nl === '' ? `ingevuld: ${is.nl}` : is.nl === '' ? `leeggemaakt, was ${was.nl}` : `${was.nl} → ${is.nl}`;
  const en = was.en === '' ? `filled in: ${is.en}` : is.en === '' ? `emptied, was ${was.en}` : `${was.en} → ${is.en}`;
  said.push({ nl: `${place.nl}: ${nl}`, en: `${place.en}: ${en}` });
}

function compareLists(
  before: readonly Item[],
  after: readonly Item[],
  field: PlanField & { kind: 'list' },
  path: readonly Text[],
  said: Text[],
): void {
  const place = placeText(path);
  const tell = (item: Item, nl: string, en: string) => {
    const name = nameText(item, field);
    said.push({ nl: `${place.nl}: ${name.nl} ${nl}`, en: `${place.en}: ${name.en} ${en}` });
  };
  const earlier = new Map(before.map((item) => [item.id, item]));
  const later = new Set(after.map(({ id }) => id));
  for (const item of before) if (!later.has(item.id)) tell(item, 'weggehaald', 'taken away');
  // Only what changed places among what stayed has moved: an item added above moves nobody.
  const stayed = before.filter(({ id }) => later.has(id)).map(({ id }) => id);
  const order = after.filter(({ id }) => earlier.has(id)).map(({ id }) => id);
  const still = longestRise(order.map((id) => stayed.indexOf(id)));
  for (const item of after) {
    const was = earlier.get(item.id);
    if (was === undefined) {
      tell(item, 'toegevoegd', 'added');
      continue;
    }
    if (!still.has(stayed.indexOf(item.id))) tell(item, 'verplaatst', 'moved');
    compareFields(was, item, field.fields, [...path, nameText(item, field)], said);
  }
}

function compareTexts(before: readonly string[], after: readonly string[], path: readonly Text[], said: Text[]): void {
  const place = placeText(path);
  const tell = (text: string, nl: string, en: string) =>
    said.push({ nl: `${place.nl}: ${quoted(text)} ${nl}`, en: `${place.en}: ${quoted(text)} ${en}` });
  for (const text of without(before, after)) tell(text, 'weggehaald', 'taken away');
  for (const text of without(after, before)) tell(text, 'toegevoegd', 'added');
  const same = before.length === after.length && before.every((text, index) => text === after[index]);
  if (!same && without(before, after).length === 0 && without(after, before).length === 0)
    said.push({ nl: `${place.nl}: andere volgorde`, en: `${place.en}: other order` });
}

/** What one list has more than another; a text that stands twice counts twice. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Values of the longest rising run, with gaps, of distinct numbers. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  const length: number[] = [];
  const previous: number[] = [];
  let best = -1;
  numbers.forEach((number, at) => {
    length[at] = 1;
    previous[at] = -1;
    for (let before = 0; before < at; before++)
      if (numbers[before] < number && length[before] >= length[at]) {
        length[at] = length[before] + 1;
        previous[at] = before;
      }
    if (best < 0 || length[at] > length[best]) best = at;
  });
  const rise = new Set<number>();
  for (let at = best; at >= 0; at = previous[at]) rise.add(numbers[at]);
  return rise;
}

const words: Readonly<Record<string, Text>> = {
  ...levelWords,
  ...severityWords,
  ...contactKindWords,
  ...incidentTypeWords,
  ...roleWords,
  ...phaseWords,
};

function valueText(value: unknown, field: PlanField | undefined): Text {
  const text = String(value ?? '');
  if (field?.kind === 'choice' && Object.hasOwn(words, text)) return words[text];
  if (text === '' || field?.kind === 'number' || field?.kind === 'day') return { nl: text, en: text };
  return { nl: quoted(text), en: quoted(text) };
}

/** What an item is called by; its id where the list has no better. */
function nameText(item: Item, { fields, name }: PlanField & { kind: 'list' }): Text {
  return valueText(item[name], fields[name]);
}

/** What people wrote, on one line and not too long for a sentence. */
function quoted(text: string): string {
  const one = text.replace(/\s+/g, ' ').trim();
  return `“${one.length > 120 ? `${one.slice(0, 119)}…` : one}”`;
}

function placeText(path: readonly Text[]): Text {
  return { nl: path.map(({ nl }) => nl).join(' · '), en: path.map(({ en }) => en).join(' · ') };
}
