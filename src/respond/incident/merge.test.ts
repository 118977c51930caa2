import { expect, test } from 'vitest';
import type { Incident } from '../../core/incident/incident.ts';
import type { ActContext } from '../../core/incident/incident-act.ts';
import { mergeIncidents } from './merge.ts';
import { openIncident } from './open-incident.ts';

const now = Date.UTC(2026, 5, 1, 10);
const context: ActContext = { by: { id: 'user:ans', name: 'Ans' }, at: now, now };

function incident(id: string, parts: Partial<Incident> = {}): Incident {
  const wish = { id, tenant: 'bakker', title: id, assessment: { impact: ['low'], urgency: ['low'] } } as const;
  const opened = openIncident(wish, context);
  if (!opened.ok) throw new Error(opened.reason.texts[0].en);
  return { ...opened.value.incident, ...parts };
}

function merged(from: Partial<Incident>, into: Partial<Incident>) {
  const result = mergeIncidents(incident('from', from), incident('into', into), 'the same', context);
  if (!result.ok) throw new Error(result.reason.texts[0].en);
  const { incidents, entries } = result.value;
  return { kept: incidents[1], lines: entries.into };
}

const malicious = 'fraud/unauthorised-use-of-resources';

test('what was known of the one that goes stays known: suspicion, effects across the border and kind', () => {
  const { kept, lines } = merged(
    {
      suspectedMalicious: 'yes',
      crossBorder: 'yes',
      classification: malicious,
      cause: 'guessed',
      whatWorked: 'a stop',
    },
    { suspectedMalicious: 'no', crossBorder: 'unknown', classification: 'other/undetermined' },
  );
  expect(kept).toMatchObject({ suspectedMalicious: 'yes', crossBorder: 'yes', classification: malicious });
  expect(kept).toMatchObject({ cause: 'guessed', whatWorked: 'a stop' });
  const told = lines.find(({ text }) => text.en.startsWith('Changed'));
  expect(told?.text.en).toMatch(/suspicion of malice: “yes” \(no\)/);
  expect(told?.internal).toBe(false);
});

test('what this one knew stays, and in doubt is worse than no', () => {
  const { kept, lines } = merged(
    { suspectedMalicious: 'unknown', crossBorder: 'no', classification: 'availability/dos', cause: 'x' },
    { suspectedMalicious: 'no', crossBorder: 'yes', classification: malicious, cause: 'guessed' },
  );
  expect(kept).toMatchObject({ suspectedMalicious: 'unknown', crossBorder: 'yes', classification: malicious });
  expect(kept.cause).toBe('guessed');
  expect(lines).toHaveLength(2);
  expect(merged({}, {}).lines).toHaveLength(1);
});
