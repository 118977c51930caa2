import { useTranslation } from 'react-i18next';
import type { OnCallShiftWire } from '../../../../src/api/schema/on-call.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { visibleText } from '../../parts/visible-text.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Days as rows, hours from left to right: who is on call, and where nobody is. Read aloud it is a list of shifts. */
export function ShiftStrip({
  shifts,
  zone,
  from,
  until,
}: {
  shifts: readonly OnCallShiftWire[];
  zone: string;
  from: string;
  until: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const people = [...new Set(shifts.map(({ person }) => person))].filter((person) => person !== '');
  const days = daysOf(Date.parse(from), Date.parse(until), zone);
  const name = (shift: OnCallShiftWire) => (shift.person === '' ? t('onCall.nobody') : visibleText(shift.personName));
  return (
    <figure className="bw-shifts">
      <figcaption className="sr-only">{t('onCall.twoWeeks')}</figcaption>
      <ol className="sr-only">
        {shifts.map((shift) => (
          <li key={shift.from}>{`${format.exact(shift.from)} – ${format.exact(shift.until)}: ${name(shift)}`}</li>
        ))}
      </ol>
      <div aria-hidden>
        {days.map((day) => (
          <div key={day.from} className="bw-shift-day">
            <span className={`bw-shift-name ${day.weekend ? 'dim' : ''}`}>
              {dayName(day.from, zone, format.language)}
            </span>
            <span className="bw-shift-row">
              {shifts
                .filter((shift) => Date.parse(shift.from) < day.until && Date.parse(shift.until) > day.from)
                .map((shift) => {
                  const begin = Math.max(Date.parse(shift.from), day.from);
                  const end = Math.min(Date.parse(shift.until), day.until);
                  const length = day.until - day.from;
                  const turn = people.indexOf(shift.person) % 4;
                  return (
                    <span
                      key={shift.from}
                      className={`bw-shift ${shift.person === '' ? 'gap' : `turn-${turn}`} ${shift.because === 'override' ? 'override' : ''}`}
                      style={{
                        left: `${(100 * (begin - day.from)) / length}%`,
                        width: `${(100 * (end - begin)) / length}%`,
                      }}
                      title={`${name(shift)} · ${format.exact(shift.from)} – ${format.exact(shift.until)}`}
                    >
                      {end - begin > 2 * hourMs ? name(shift) : ''}
                    </span>
                  );
                })}
            </span>
          </div>
        ))}
      </div>
    </figure>
  );
}

/** Local days that a span touches; those with a change of clocks are an hour shorter or longer. */
function daysOf(
  from: number,
  until: number,
  zone: string,
): readonly { from: number; until: number; weekend: boolean }[] {
  const days = [];
  let begin = midnight(from, zone);
  while (begin < until) {
    const end = midnight(begin + 30 * hourMs, zone);
    const weekday = new Date(begin + 12 * hourMs).toLocaleDateString('en', { timeZone: zone, weekday: 'short' });
    days.push({ from: begin, until: end, weekend: weekday === 'Sat' || weekday === 'Sun' });
    begin = end;
  }
  return days;
}

/** The beginning of the local day of a moment. */
function midnight(at: number, zone: string): number {
  const local = (moment: number) =>
    Date.parse(`${new Date(moment).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
  const wanted = Math.floor(local(at) / dayMs) * dayMs;
  let found = at - (local(at) - wanted);
  found -= local(found) - wanted;
  return found;
}

function dayName(at: number, zone: string, language: string): string {
  return new Date(at + 12 * hourMs).toLocaleDateString(language === 'nl' ? 'nl-NL' : 'en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
}
