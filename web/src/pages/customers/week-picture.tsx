import { useTranslation } from 'react-i18next';
import type { CustomerPart } from '../../../../src/api/schema/customers.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { weekdayName } from './use-shown-value.ts';

const hours = [0, 6, 12, 18, 24];

function minutesOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** Opening hours as a week of bars: when somebody is there. */
export function WeekPicture({ name, rows }: { name: string; rows: readonly CustomerPart<'opening-hours'>[] }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  if (rows.length === 0) return null;
  return (
    <div className="bw-week" role="img" aria-label={t('customers.week', { name })}>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => (
        <div key={day} className="bw-week-day">
          <span className="dim">{weekdayName(language, day, 'short')}</span>
          <div className="bw-week-line">
            {rows
              .filter(({ weekday }) => weekday === day)
              .map(({ id, opens, closes }) => (
                <span
                  key={id}
                  title={`${opens}–${closes}`}
                  style={{
                    left: `${minutesOf(opens) / 14.4}%`,
                    width: `${(minutesOf(closes) - minutesOf(opens)) / 14.4}%`,
                  }}
                />
              ))}
          </div>
        </div>
      ))}
      <div className="bw-week-day">
        <span />
        <div className="bw-week-hours dim">
          {hours.map((hour) => (
            <span key={hour} style={{ left: `${hour / 0.24}%` }}>
              {hour}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
