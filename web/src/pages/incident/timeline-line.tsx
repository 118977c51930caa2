import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentEntryWire } from '../../../../src/api/schema/incidents.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';

/** How much later than it happened something was written down before that is worth a word, ms. */
const worthTelling = 90_000;

/** One line: when it happened, what, by whom; when it was written down where that was later. */
export function TimelineLine({ entry }: { entry: IncidentEntryWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const titleOf = useRuleTitle();
  const { id, name } = entry.by;
  const who =
    id === 'system' ? (
      t('incidents.bySystem')
    ) : id.startsWith('rule:') ? (
      titleOf(id.slice('rule:'.length))
    ) : (
      <ByName name={name} />
    );
  const later = Date.parse(entry.enteredAt) - Date.parse(entry.at) > worthTelling;
  return (
    <li data-row={entry.id} data-kind={entry.kind} data-internal={entry.internal || undefined}>
      <Clock at={entry.at} className="dim" />
      <div className="bw-line">
        <span className="bw-line-text">
          <Raw text={format.text(entry.text)} max={2000} />
        </span>
        <div className="dim bw-line-foot">
          <span>{t(`incidents.kindOne-${entry.kind}`)}</span>
          <span>{who}</span>
          {later && (
            <span title={format.exact(entry.enteredAt)}>
              {t('incidents.enteredLater', { time: format.clock(entry.enteredAt) })}
            </span>
          )}
          {entry.internal && <span className="bw-internal">{t('incidents.internalMark')}</span>}
          {entry.origin && (
            <Link to="/incidents/$id" params={{ id: entry.origin.incident }}>
              {t('incidents.cameFrom')}
            </Link>
          )}
          {entry.about?.kind === 'alert' && (
            <Link to="/alerts/$id" params={{ id: entry.about.id }}>
              {t('alerts.one')}
            </Link>
          )}
        </div>
      </div>
    </li>
  );
}
