import { incidentClasses } from '../../core/incident/classification.ts';
import { type Incident, incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentFacts, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { checkLength, checkText, words } from './checks.ts';
import { refuse } from './refuse.ts';
import { quote } from './words.ts';

const names: Readonly<Record<keyof IncidentFacts, Text>> = {
  title: { nl: 'titel', en: 'title' },
  summary: { nl: 'samenvatting', en: 'summary' },
  classification: { nl: 'soort', en: 'kind' },
  suspectedMalicious: { nl: 'vermoeden van kwade opzet', en: 'suspicion of malice' },
  crossBorder: { nl: 'gevolgen over de grens', en: 'effects across the border' },
  drill: { nl: 'oefening', en: 'drill' },
  cause: { nl: 'oorzaak', en: 'cause' },
  whatWorked: { nl: 'wat hielp', en: 'what helped' },
};
/** What the provider found out for itself: not for the customer's own people. */
const ownWorking: ReadonlySet<keyof IncidentFacts> = new Set(['cause', 'whatWorked']);
const doubt: Readonly<Record<string, Text>> = {
  yes: { nl: 'ja', en: 'yes' },
  no: { nl: 'nee', en: 'no' },
  unknown: { nl: 'niet bekend', en: 'not known' },
};

/** Writes down what is known about an incident as a whole; the timeline says what it was before. */
export function describe(
  incident: Incident,
  facts: Partial<IncidentFacts>,
  context: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  const title = checkText(facts.title ?? incident.title, incidentLimits.title, words.title);
  if (!title.ok) return title;
  const summary = checkLength((facts.summary ?? incident.summary).trim(), incidentLimits.summary, words.summary);
  if (!summary.ok) return summary;
  for (const [key, text] of [
    ['cause', facts.cause],
    ['whatWorked', facts.whatWorked],
  ] as const) {
    const fits = checkLength(text ?? '', incidentLimits.text, names[key]);
    if (!fits.ok) return fits;
  }
  if (facts.classification !== undefined && !incidentClasses.has(facts.classification)) {
    return refuse('wrong-value', { nl: 'Deze soort incident is er niet.', en: 'There is no such kind of incident.' });
  }
  if (facts.drill === true && !incident.drill) {
    return refuse('wrong-value', {
      nl: 'Een echt incident kan geen oefening worden. Open een nieuw incident voor de oefening.',
      en: 'A real incident cannot become a drill. Open a new one for the drill.',
    });
  }
  const wanted: Partial<IncidentFacts> = {
    ...facts,
    title: title.value,
    summary: summary.value,
    ...(facts.cause === undefined ? {} : { cause: facts.cause.trim() }),
    ...(facts.whatWorked === undefined ? {} : { whatWorked: facts.whatWorked.trim() }),
  };
  const changed = (Object.keys(names) as (keyof IncidentFacts)[]).filter(
    (key) => wanted[key] !== undefined && wanted[key] !== incident[key],
  );
  if (changed.length === 0) return ok({ incident, entries: [] });
  const line = (keys: typeof changed, internal: boolean): readonly NewIncidentEntry[] => {
    if (keys.length === 0) return [];
    const told = (language: keyof Text) =>
      keys
        .map(
          (key) =>
            `${names[key][language]}: “${show(wanted[key]!, language)}” (${show(incident[key], language) || '–'})`,
        )
        .join('; ');
    const text = {
      nl: `Gewijzigd, met wat er stond: ${told('nl')}.`,
      en: `Changed, with what it said before: ${told('en')}.`,
    };
    return [{ kind: 'note', at: context.at, by: context.by, internal, text }];
  };
  const { titles, ...named } = incident;
  const before = changed.includes('title') ? named : incident;
  return ok({
    incident: { ...before, ...Object.fromEntries(changed.map((key) => [key, wanted[key]])) },
    entries: [
      ...line(
        changed.filter((key) => !ownWorking.has(key)),
        false,
      ),
      ...line(
        changed.filter((key) => ownWorking.has(key)),
        true,
      ),
    ],
  });
}

function show(value: string | boolean, language: keyof Text): string {
  if (typeof value === 'boolean') return doubt[value ? 'yes' : 'no'][language];
  return doubt[value]?.[language] ?? incidentClasses.get(value as never)?.[language] ?? quote(value, 200);
}
