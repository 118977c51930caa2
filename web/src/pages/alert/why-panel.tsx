import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rulesQuery } from '../../api/queries.ts';
import type { AlertDetail } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { CodeBlock } from '../../parts/copy.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { useResponseText } from '../rules/use-response-text.ts';

/** Why it fired: the rule, its thresholds as loaded, and the group it counted. */
export function WhyPanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const responseText = useResponseText();
  const rule = useQuery(rulesQuery).data?.find((one) => one.id === alert.rule);
  return (
    <Panel id="why" title={t('alerts.whyTitle')}>
      <div className="stack">
        <dl className="bw-pairs">
          <dt>{t('common.rule')}</dt>
          <dd>
            <Link to="/rules/$id" params={{ id: alert.rule }}>
              {format.text(alert.ruleTitle) || alert.rule}
            </Link>
          </dd>
          <dt>{t('alerts.ruleMode')}</dt>
          <dd>{word('mode', alert.ruleMode)}</dd>
          {rule && (
            <>
              <dt>{t('rules.response')}</dt>
              <dd>{responseText(rule)}</dd>
            </>
          )}
          {Object.entries(alert.group).map(([field, value]) => (
            <GroupValue key={field} field={field} value={value} />
          ))}
        </dl>
        {rule && (
          <>
            <p className="dim">{format.text(rule.description)}</p>
            <details>
              <summary>{t('alerts.ruleFile')}</summary>
              <CodeBlock text={rule.source} />
            </details>
          </>
        )}
      </div>
    </Panel>
  );
}

function GroupValue({ field, value }: { field: string; value: string }) {
  return (
    <>
      <dt className="mono">{field}</dt>
      <dd>
        <Raw text={value} max={200} />
      </dd>
    </>
  );
}
