import { timeZone } from '../i18n/format.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useNow } from '../parts/use-now.ts';

/** The time in the reader's own zone, with its name. */
export function WallClock() {
  const { language, exact } = useFormat();
  const now = useNow(1000);
  const text = new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: timeZone(),
  }).format(now);
  return (
    <time className="bw-clock dim" title={exact(now)}>
      {text}
    </time>
  );
}
