import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Health, Overview } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { ToneIcon } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { healthTone } from '../../parts/state-marks.tsx';
import { isOwnSource } from '../sources/own-source.ts';

const most = 8;
const order: readonly Health[] = ['troubled', 'silent', 'delivering', 'never'];

/** Sources and how they do; those that do not deliver first. */
export function SourcesPanel({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const navigate = useNavigate();
  const may = useMay();
  const rows = [...overview.sources]
    .sort((a, b) => order.indexOf(a.health) - order.indexOf(b.health) || a.name.localeCompare(b.name))
    .slice(0, most);
  return (
    <Panel
      id="sources"
      title={<Link to="/sources">{t('overview.sourcesTitle')}</Link>}
      aside={
        overview.counts.sources > 0 &&
        t('overview.sourcesDelivering', {
          delivering: format.number(overview.counts.sourcesDelivering),
          total: format.number(overview.counts.sources),
        })
      }
      flush
    >
      {rows.every(isOwnSource) ? (
        <Empty title={t('overview.sourcesEmpty')} text={t('sources.emptyText')}>
          {may('sources:write') && (
            <Button onClick={() => void navigate({ to: '/sources/connect' })}>{t('sources.connect')}</Button>
          )}
        </Empty>
      ) : (
        <ul className="bw-lines">
          {rows.map((source) => (
            <li key={source.id} className="bw-source-line">
              <span className="row">
                <span title={word('health', source.health)}>
                  <ToneIcon tone={healthTone[source.health]} />
                  <span className="sr-only">{word('health', source.health)}</span>
                </span>
                <Link to="/sources/$id" params={{ id: source.id }} className="plain clip">
                  <Raw text={source.name} max={60} />
                </Link>
              </span>
              <span className="dim">{word('kind', source.kind)}</span>
              <span className={`num ${source.health === 'delivering' ? 'dim' : healthTone[source.health]}`}>
                {source.health === 'delivering' ? (
                  format.rate(source.perSecond)
                ) : source.health === 'silent' && source.lastSeen ? (
                  <span title={format.exact(source.lastSeen)}>
                    {t('overview.silentSince', { time: format.clock(source.lastSeen) })}
                  </span>
                ) : (
                  word('health', source.health).toLowerCase()
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
