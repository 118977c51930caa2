import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallRule as Rule } from '../../../../src/api/schema/call-settings.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import '../rules/rules.css';

/** A rule about calls: what it looks for, what it does, and its figures as they are where no customer has others. */
export function CallRule({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <PageHeader title={format.text(rule.title)} aside={<code>{rule.id}</code>}>
        <Link to="/alerts" search={{ rule: rule.id }}>
          {t('shell.alerts')}
        </Link>
      </PageHeader>
      <Panel>
        <div className="stack loose">
          <p>{format.text(rule.about)}</p>
          <p className="dim">
            {t(`calls.response-${rule.response}`)}. {t('calls.rulesText')}
          </p>
          <dl className="bw-pairs">
            {rule.figures.map((figure) => (
              <div key={figure.key} className="bw-figure-line">
                <dt>{format.text(figure.about)}</dt>
                <dd className="strong">
                  {figure.unit === 'euro' ? format.money(figure.default) : format.number(figure.default, 2)}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      </Panel>
    </>
  );
}
