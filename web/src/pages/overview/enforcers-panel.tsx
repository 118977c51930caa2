import { useTranslation } from 'react-i18next';
import type { Overview } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';

/** What carries blocks out, and whether it does. */
export function EnforcersPanel({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel
      id="enforcers"
      title={t('overview.enforcersTitle')}
      aside={overview.geo.date && t('overview.geo', { date: format.day(overview.geo.date) })}
      flush
    >
      {overview.enforcers.length === 0 ? (
        <Empty title={t('overview.enforcersEmpty')} />
      ) : (
        <ul className="bw-lines">
          {overview.enforcers.map((one) => (
            <li key={one.id} className="bw-enforcer-line">
              <span>{one.id}</span>
              <span className="num">
                <Mark tone={!one.ok ? 'red' : one.real ? 'green' : 'amber'} title={one.detail}>
                  {!one.ok
                    ? t('overview.enforcerBad')
                    : one.real
                      ? t('overview.enforcerOk')
                      : t('overview.enforcerDry')}
                </Mark>
              </span>
              {one.detail && <span className="dim bw-enforcer-detail">{one.detail}</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
