import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { callRulesQuery } from '../../api/call-queries.ts';
import { rulesQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { CodeBlock } from '../../parts/copy.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { SeverityMark } from '../../parts/state-marks.tsx';
import { ModeSwitch } from '../rules/mode-switch.tsx';
import { useResponseText } from '../rules/use-response-text.ts';
import { BacktestPanel } from './backtest-panel.tsx';
import { CallRule } from './call-rule.tsx';

/** One rule: what it looks for, what it does, what it did, and what it would have done. */
export function RulePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const responseText = useResponseText();
  const { id } = useParams({ from: '/shell/rules/$id' });
  const rules = useQuery(rulesQuery);
  const callRules = useQuery({ ...callRulesQuery, enabled: useMay()('calls:read') }).data;
  return (
    <Answer of={rules} rows={8}>
      {(all) => {
        const rule = all.find((one) => one.id === id);
        const aboutCalls = callRules?.find((one) => one.id === id);
        if (aboutCalls) return <CallRule rule={aboutCalls} />;
        if (!rule) {
          return (
            <Panel>
              <Empty title={t('common.notFoundTitle')} text={t('rules.notFound')} />
            </Panel>
          );
        }
        return (
          <>
            <PageHeader
              title={format.text(rule.title)}
              lead={<SeverityMark severity={rule.severity} soft />}
              aside={<code>{rule.id}</code>}
            >
              <ModeSwitch rule={rule} />
            </PageHeader>
            <Panel>
              <div className="stack loose">
                <p>{format.text(rule.description)}</p>
                <Facts>
                  <Fact name={t('rules.response')}>{responseText(rule)}</Fact>
                  <Fact name={t('rules.alerts24h')}>
                    <Link to="/alerts" search={{ rule: rule.id }}>
                      {format.number(rule.alerts24h)}
                    </Link>
                  </Fact>
                  <Fact name={t('rules.blocks24h')}>{format.number(rule.blocks24h)}</Fact>
                  <Fact name={t('rules.reported24h')}>{format.number(rule.reported24h)}</Fact>
                  <Fact name={t('rules.tags')}>{rule.tags.join(', ') || '–'}</Fact>
                </Facts>
              </div>
            </Panel>
            <BacktestPanel rule={rule} />
            <Panel title={t('rules.file')}>
              <CodeBlock text={rule.source} />
            </Panel>
          </>
        );
      }}
    </Answer>
  );
}
