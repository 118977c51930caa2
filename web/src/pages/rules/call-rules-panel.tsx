import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { callRulesQuery } from '../../api/call-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';

/** Rules about calls; their figures are set per customer. */
export function CallRulesPanel({ q }: { q: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rules = useQuery({ ...callRulesQuery, enabled: useMay()('calls:read') }).data ?? [];
  const shown = rules.filter(({ id, title }) => `${id} ${format.text(title)}`.toLowerCase().includes(q.toLowerCase()));
  if (shown.length === 0) return null;
  return (
    <Panel id="call-rules" title={t('calls.rulesTitle')} aside={t('calls.rulesText')} flush>
      <ul className="bw-lines">
        {shown.map((rule) => (
          <li key={rule.id} className="row apart wrap">
            <div>
              <Link to="/rules/$id" params={{ id: rule.id }} className="plain strong">
                {format.text(rule.title)}
              </Link>
              <div className="dim">{format.text(rule.about)}</div>
            </div>
            <span className="dim">{t(`calls.response-${rule.response}`)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
