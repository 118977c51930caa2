import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';

/** Everything that happened to the alert, newest first. */
export function TimelinePanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const entries = alert.timeline
    .map((entry, index) => ({ ...entry, key: `${entry.at} ${entry.kind} ${index}` }))
    .reverse();
  return (
    <Panel id="timeline" title={t('alerts.timeline')} flush>
      <ol className="bw-timeline">
        {entries.map((entry) => (
          <li key={entry.key}>
            <Clock at={entry.at} seconds className="dim" />
            <span>
              {entry.kind.startsWith('decision-') && `${word('decision', entry.kind.slice('decision-'.length))}: `}
              <Raw text={format.text(entry.text)} max={400} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
