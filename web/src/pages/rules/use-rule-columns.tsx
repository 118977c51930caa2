import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { SeverityMark } from '../../parts/state-marks.tsx';
import type { Column } from '../../parts/table/column.ts';
import { ModeSwitch } from './mode-switch.tsx';
import { useResponseText } from './use-response-text.ts';

export function useRuleColumns(): Column<Rule>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const responseText = useResponseText();
  const count = (value: number) => <span className={value === 0 ? 'dim' : ''}>{format.number(value)}</span>;
  return [
    {
      key: 'severity',
      phone: 'bare',
      name: t('alerts.severity'),
      width: '92px',
      cell: (rule) => <SeverityMark severity={rule.severity} />,
    },
    {
      key: 'title',
      name: t('common.rule'),
      phone: 'head',
      cell: (rule) => (
        <Link
          to="/rules/$id"
          params={{ id: rule.id }}
          className="plain strong clip"
          title={format.text(rule.description)}
        >
          {format.text(rule.title)}
        </Link>
      ),
    },
    {
      key: 'response',
      name: t('rules.response'),
      width: '23%',
      optional: 'shown',
      phone: 'line',
      cell: (rule) => <span className="dim">{responseText(rule)}</span>,
    },
    {
      key: 'alerts',
      name: t('shell.alerts'),
      help: t('rules.alerts24h'),
      width: '90px',
      num: true,
      optional: 'shown',
      cell: (rule) =>
        rule.alerts24h > 0 ? (
          <Link to="/alerts" search={{ rule: rule.id }} className="plain">
            {count(rule.alerts24h)}
          </Link>
        ) : (
          count(0)
        ),
    },
    {
      key: 'blocks',
      name: t('shell.blocks'),
      help: t('rules.blocks24h'),
      width: '94px',
      num: true,
      optional: 'shown',
      cell: (rule) => count(rule.blocks24h),
    },
    {
      key: 'reported',
      name: t('rules.wouldShort'),
      help: t('rules.reported24h'),
      width: '112px',
      num: true,
      optional: 'shown',
      from: 'lg',
      cell: (rule) => count(rule.reported24h),
    },
    {
      key: 'mode',
      name: t('rules.mode'),
      width: '272px',
      phone: 'line',
      cell: (rule) => <ModeSwitch rule={rule} />,
    },
  ];
}
