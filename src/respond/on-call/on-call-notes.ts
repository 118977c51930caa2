import type { Absence, Responder } from '../../core/on-call/responder.ts';
import type { ScheduleForm, Shift } from '../../core/on-call/schedule.ts';
import type { Text } from '../../core/text.ts';
import { dateAndTime } from './alarm-facts.ts';
import { channelWords } from './effect-sentence.ts';
import { plainLine } from './plain-line.ts';
import { absentShifts, gapsBetween } from './shifts.ts';
import { dayMs } from './wall-clock.ts';

const lookAheadDays = 28;
const mostTold = 5;

/** What is to be thought about in a roster that can be saved: gaps, and people who are absent on their turn, in four weeks from `from` (ms UTC). */
export function scheduleNotes(
  schedule: ScheduleForm,
  personName: (id: string) => string,
  absencesOf: (person: string) => readonly Absence[],
  from: number,
): Text[] {
  const until = from + lookAheadDays * dayMs;
  const span = (shift: Shift): Text => {
    const text = (language: 'nl' | 'en') =>
      `${dateAndTime(shift.from, schedule.zone, language)} – ${dateAndTime(shift.until, schedule.zone, language)}`;
    return { nl: text('nl'), en: text('en') };
  };
  const gaps = gapsBetween(schedule, from, until);
  const absent = absentShifts(schedule, absencesOf, from, until);
  return [
    ...gaps.slice(0, mostTold).map((gap) => ({
      nl: `Niemand heeft dienst: ${span(gap).nl}.`,
      en: `Nobody is on call: ${span(gap).en}.`,
    })),
    ...more(gaps.length - mostTold, 'gaten', 'gaps'),
    ...absent.slice(0, mostTold).map((shift) => {
      const name = plainLine(personName(shift.person), 100);
      return {
        nl: `${name} is afwezig tijdens de eigen dienst: ${span(shift).nl}.`,
        en: `${name} is absent during their own turn: ${span(shift).en}.`,
      };
    }),
    ...more(absent.length - mostTold, 'diensten van wie afwezig is', 'turns of people who are absent'),
  ];
}

function more(count: number, nl: string, en: string): Text[] {
  return count > 0 ? [{ nl: `En nog ${count} ${nl}.`, en: `And ${count} more ${en}.` }] : [];
}

/**
 * Where reaching a person depends on what is guarded: each such way, and whether any way is left when all of that is down.
 * `dependencyName` names a system, trunk or customer.
 */
export function responderNotes({ name, ways }: Responder, dependencyName: (id: string) => string): Text[] {
  const who = plainLine(name, 100);
  if (ways.length === 0)
    return [{ nl: `${who} is op geen enkele manier te bereiken.`, en: `${who} cannot be reached in any way.` }];
  const dependent = ways.filter(({ dependsOn }) => dependsOn.length > 0);
  const notes = dependent.map(({ channel, dependsOn }) => {
    const on = dependsOn.map((id) => plainLine(dependencyName(id), 60)).join(', ');
    const { nl, en } = channelWords[channel];
    return {
      nl: `${who} via ${nl} hangt af van ${on}: is dat geraakt, dan komt een alarm langs deze weg misschien niet aan.`,
      en: `${who} by ${en} depends on ${on}: when that is hit, an alarm may not arrive this way.`,
    };
  });
  if (dependent.length === ways.length)
    notes.push({
      nl: `${who} heeft geen weg buiten het eigen platform om. Voeg er een toe, zoals een mobiel nummer bij een andere aanbieder.`,
      en: `${who} has no way that is independent of the platform. Add one, such as a mobile number with another provider.`,
    });
  return notes;
}
