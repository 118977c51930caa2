import { Button, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/request.ts';
import type { Backtest, Rule } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { BacktestResult } from './backtest-result.tsx';

const choices = [1, 7, 14, 30];

/** Runs the rule over stored events; the run stands in the address, so that it can be left and found again. */
export function BacktestPanel({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { backtest } = useSearch({ from: '/shell/rules/$id' });
  const may = useMay();
  const [days, setDays] = useState(7);
  const run = useMutation({
    mutationFn: () => post<Backtest>(`/api/v1/rules/${encodeURIComponent(rule.id)}/backtests`, { days }),
    onSuccess: ({ id }) =>
      navigate({
        to: '/rules/$id',
        params: { id: rule.id },
        search: { backtest: id },
        replace: true,
        resetScroll: false,
      }),
  });
  return (
    <Panel id="backtest" title={t('rules.backtest')} aside={t('rules.backtestText')}>
      <div className="stack">
        <div className="row wrap">
          <SegmentedControl
            aria-label={t('rules.backtestDays')}
            value={String(days)}
            onChange={(value) => setDays(Number(value))}
            data={choices.map((count) => ({ value: String(count), label: format.duration(count * 86_400) }))}
          />
          <Button variant="filled" onClick={() => run.mutate()} loading={run.isPending} disabled={!may('rules:write')}>
            {t('rules.backtestRun', { count: days })}
          </Button>
        </div>
        {run.error && <ProblemNotice error={run.error} title={t('common.actFailed')} />}
        {backtest && !run.error && <BacktestResult id={backtest} />}
      </div>
    </Panel>
  );
}
