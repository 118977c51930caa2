import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { IncidentTitle, useNumberText } from './incident-words.tsx';

/** Earlier incidents that look like this one, why, and what helped then. */
export function SimilarPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const numberText = useNumberText();
  return (
    <Panel id="similar" title={t('incidents.similar')} aside={incident.similar.length || undefined} flush>
      {incident.similar.length === 0 ? (
        <p className="dim bw-panel-body">{t('incidents.similarEmpty')}</p>
      ) : (
        <ul className="bw-lines">
          {incident.similar.map((one) => (
            <li key={one.id} className="stack tight">
              <div>
                <Link to="/incidents/$id" params={{ id: one.id }}>
                  {numberText(one.number)}
                </Link>{' '}
                <IncidentTitle of={one} max={120} /> <span className="dim">{format.day(one.detectedAt)}</span>
              </div>
              {one.because.length > 0 && <div className="dim">{one.because.map(format.text).join(' · ')}</div>}
              {one.cause && (
                <div>
                  {t('incidents.similarCause', { text: '' })}
                  <Raw text={one.cause} max={300} />
                </div>
              )}
              {one.whatWorked && (
                <div className="strong">
                  {t('incidents.similarWorked', { text: '' })}
                  <Raw text={one.whatWorked} max={400} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
