import type { GeoBook, GeoPolicyForm, GeoRule, GeoScope, GeoServiceName } from '../../core/geo/geo-policy.ts';
import { readSubject, subjectText } from '../../core/geo/read-subject.ts';
import type { GeoSubject } from '../../core/geo/subject.ts';
import type { Text } from '../../core/text.ts';
import { type GeoFault, policyFaults } from './faults.ts';
import { policyNotes } from './policy-notes.ts';

const mostRules = 500;
const mostSubjects = 2_000;

/** What a policy is checked against. */
export interface PolicyAround {
  readonly book: GeoBook;
  /** Policy of the book that the form takes the place of; '' for a new one. */
  readonly id: string;
  /** ms UTC. */
  readonly time: number;
  /** Whether there is such a customer, site or asset; without it scopes are not looked up. */
  readonly exists?: (scope: GeoScope) => boolean;
}

/** Faults keep a policy from being saved; notes are to be thought about. Fields are relative to the policy: `rules.0.subjects.2`. */
export function checkPolicy(
  form: GeoPolicyForm,
  around: PolicyAround,
): { readonly faults: GeoFault[]; readonly notes: Text[] } {
  const faults: GeoFault[] = [...policyFaults(form, around.book.groups)];
  const add = (field: string, en: string, nl: string) => faults.push({ field, sentence: { en, nl } });
  if (form.name.trim() === '') add('name', 'a policy needs a name', 'een beleid heeft een naam nodig');
  if (form.rules.length > mostRules) add('rules', `at most ${mostRules} rules`, `ten hoogste ${mostRules} regels`);
  if (!faults.some(({ field }) => field === 'scope') && around.exists && !around.exists(form.scope))
    add('scope', 'there is no such customer, site or asset', 'deze klant, vestiging of dit apparaat bestaat niet');
  for (const [i, rule] of form.rules.entries()) {
    const path = `rules.${i}`;
    if (rule.subjects.length > mostSubjects)
      add(`${path}.subjects`, `at most ${mostSubjects} subjects`, `ten hoogste ${mostSubjects} onderwerpen`);
    if (rule.exception && rule.when?.until && rule.when.until <= around.time && !wasThere(rule, around))
      add(`${path}.when.until`, 'this exception is over already', 'deze uitzondering is al voorbij');
    for (const [at, text] of rule.subjects.entries()) {
      const read = readSubject(text, around.book.groups);
      if (read.ok && !suits(read.value, rule.services)) {
        const shown = subjectText(read.value);
        const isNumber = isOfNumbers(read.value);
        add(
          `${path}.subjects.${at}`,
          isNumber
            ? `${shown} is about numbers: only calls out go to numbers`
            : `${shown} is about addresses: calls out go to numbers`,
          isNumber
            ? `${shown} gaat over nummers: alleen uitgaande gesprekken gaan naar nummers`
            : `${shown} gaat over adressen: uitgaande gesprekken gaan naar nummers`,
        );
      }
    }
  }
  return { faults, notes: faults.length > 0 ? [] : policyNotes(form, around) };
}

/** An exception that ended stays in the policy: saving something else must not fail for it. */
function wasThere(rule: GeoRule, { book, id }: PolicyAround): boolean {
  const before = book.policies.find((policy) => policy.id === id);
  return before?.rules.some((other) => other.id === rule.id && other.when?.until === rule.when?.until) ?? false;
}

function isOfNumbers({ kind }: GeoSubject): boolean {
  return kind === 'number' || kind === 'number-kind';
}

function isOfAddresses({ kind }: GeoSubject): boolean {
  return kind === 'range' || kind === 'as' || kind === 'hosting';
}

/** Whether a subject can cover anything that some service of the rule asks about. */
function suits(subject: GeoSubject, services: readonly GeoServiceName[]): boolean {
  if (services.length === 0) return true;
  if (isOfNumbers(subject)) return services.includes('calls-out');
  return !isOfAddresses(subject) || services.some((service) => service !== 'calls-out');
}
