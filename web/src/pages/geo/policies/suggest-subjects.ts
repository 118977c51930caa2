import type { GeoCatalogue } from '../../../../../src/api/schema/geo.ts';

/** What can be chosen for a rule. */
export interface Suggestion {
  /** As it stands in the rule. */
  readonly value: string;
  readonly kind: 'any' | 'class' | 'group' | 'country' | 'network' | 'range' | 'number' | 'number-kind';
  /** What it is called, in the language of the screen. */
  readonly name: string;
}

/** What rules may name: groups, countries, kinds; narrow ones are made from what is typed. */
export interface SubjectNames {
  readonly catalogue: GeoCatalogue;
  readonly language: 'nl' | 'en';
  /** Name of a subject that is no country and no group. */
  readonly word: (subject: string) => string;
}

const most = 40;
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * What fits what was typed, best first: a number, range or network that it is, then names that begin with it, then those that
 * hold it. `numbers`: the rule is about destinations of calls.
 */
export function suggestSubjects(typed: string, names: SubjectNames, numbers: boolean): Suggestion[] {
  const text = typed.trim();
  const made = readTyped(text, numbers);
  const query = fold(text);
  const starts: Suggestion[] = [];
  const holds: Suggestion[] = [];
  for (const one of allSubjects(names, numbers)) {
    const [name, value] = [fold(one.name), fold(one.value)];
    if (query === '' || name.startsWith(query) || value === query) starts.push(one);
    else if (name.includes(query) || (query.length > 2 && value.includes(query))) holds.push(one);
  }
  // A code that was typed in full comes before names that begin like it.
  starts.sort((a, b) => Number(fold(b.value) === query) - Number(fold(a.value) === query));
  return [...(made ? [made] : []), ...starts, ...holds].slice(0, most);
}

function allSubjects({ catalogue, language, word }: SubjectNames, numbers: boolean): Suggestion[] {
  const one = (value: string, kind: Suggestion['kind'], name = word(value)): Suggestion => ({ value, kind, name });
  return [
    one('any', 'any'),
    ...(numbers
      ? catalogue.numberKinds.filter((kind) => kind !== 'emergency').map((kind) => one(`kind:${kind}`, 'number-kind'))
      : [one('hosting', 'class')]),
    one('unknown', 'class'),
    ...catalogue.groups.map(({ name, title }) => one(name, 'group', title[language] || title.en)),
    ...catalogue.countries
      .map(({ code, name }) => one(code, 'country', name[language] || name.en))
      .sort((a, b) => a.name.localeCompare(b.name, language)),
  ];
}

/** A network, range or number as it was typed; the server has the last word on it. */
function readTyped(text: string, numbers: boolean): Suggestion | undefined {
  if (numbers) {
    const digits = /^(?:\+|00)([1-9][\d ().-]{0,20})$/.exec(text)?.[1]?.replace(/\D/g, '');
    return digits ? { value: `+${digits}`, kind: 'number', name: `+${digits}` } : undefined;
  }
  const as = /^as ?(\d{1,10})$/i.exec(text)?.[1];
  if (as) return { value: `AS${as}`, kind: 'network', name: `AS${as}` };
  if (/^[\da-f:.]+(\/\d{1,3})?$/i.test(text) && /\d.*\.|:.*:/.test(text)) {
    return { value: text.toLowerCase(), kind: 'range', name: text.toLowerCase() };
  }
  return undefined;
}

/** The subjects in a pasted list that can be told at once; the rest comes back as typed. */
export function readList(text: string, names: SubjectNames, numbers: boolean): { found: string[]; rest: string } {
  const found: string[] = [];
  const rest: string[] = [];
  const all = new Map(
    allSubjects(names, numbers).flatMap((one) => [
      [fold(one.name), one.value] as const,
      [fold(one.value), one.value] as const,
    ]),
  );
  for (const piece of text.split(/[,;\n\t]+|\s(?=\S)/)) {
    const word = piece.trim();
    if (!word) continue;
    const value = readTyped(word, numbers)?.value ?? all.get(fold(word));
    if (value) found.push(value);
    else rest.push(word);
  }
  return { found: [...new Set(found)], rest: rest.join(' ') };
}
