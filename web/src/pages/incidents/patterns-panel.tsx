import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { incidentPatternsQuery } from '../../api/incident-queries.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';

/** What incidents of the last year have in common: customers, networks and causes that come back. */
export function PatternsPanel() {
  const { t } = useTranslation();
  const patterns = useQuery(incidentPatternsQuery);
  return (
    <Panel id="patterns" title={t('incidents.patterns')} aside={t('incidents.patternsAside')} flush>
      <Answer of={patterns} rows={3}>
        {(found) => {
          const back = found.filter(({ incidents }) => incidents > 1).slice(0, 12);
          if (back.length === 0) return <p className="dim bw-panel-body">{t('incidents.patternsEmpty')}</p>;
          return (
            <ul className="bw-lines">
              {back.map(({ kind, value, name, incidents, last }) => (
                <li key={`${kind} ${value}`} className="bw-pattern">
                  <span className="dim">{t(`incidents.pattern-${kind}`)}</span>
                  <Link
                    to="/incidents"
                    search={
                      kind === 'customer'
                        ? { tenant: value, state: 'all' }
                        : { q: kind === 'network' ? `AS${value}` : name, state: 'all' }
                    }
                    className="plain"
                  >
                    <Raw text={name || value} max={160} className="strong" />
                  </Link>
                  <span className="nowrap">{t('incidents.patternCount', { count: incidents })}</span>
                  <Ago at={last} className="dim nowrap" />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}
