import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanEditionWire, PlanStandingWire, PlanSummaryWire } from '../../../../src/api/schema/plan.ts';
import { planEditionQuery, planEditionsQuery } from '../../api/plan-queries.ts';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { ChangeList } from './change-list.tsx';

const tones = { draft: 'blue', approved: 'blue', 'in-force': 'green', replaced: 'dim' } as const;

/** Every edition there was, the next one, and what any two differ in. */
export function EditionsView({ standing }: { standing: PlanStandingWire }) {
  const { t } = useTranslation();
  const may = useMay();
  const editions = useQuery(planEditionsQuery);
  return (
    <>
      <Panel
        id="plan-editions"
        title={t('plan.view-editions')}
        aside={may('plan:write') && !standing.open && <NextEdition />}
        flush
      >
        <Answer of={editions} rows={4}>
          {(all) => (
            <ul className="bw-lines">
              {all.map((one) => (
                <EditionLine key={one.edition} plan={one} />
              ))}
            </ul>
          )}
        </Answer>
      </Panel>
      {editions.data && editions.data.length > 1 && <Difference editions={editions.data} />}
    </>
  );
}

function EditionLine({ plan }: { plan: PlanSummaryWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = plan.authors.map(({ name }) => visibleText(name)).filter(Boolean);
  return (
    <li className="row wrap apart">
      <span className="stack tight">
        <span className="row wrap">
          <span className="strong">{t('plan.edition', { edition: plan.edition })}</span>
          <Mark tone={tones[plan.state]}>{t(`plan.state-${plan.state}`)}</Mark>
        </span>
        <span className="dim">
          {t('plan.writtenBy', { who: format.list(names) })}
          {plan.approved && ` · ${t('plan.approvedBy', { who: visibleText(plan.approved.name) })}`}
          {plan.inForce && ` · ${t('plan.since', { day: format.day(plan.inForce.at) })}`}
          {plan.state === 'draft' && plan.faults > 0 && ` · ${t('plan.missing', { count: plan.faults })}`}
        </span>
        {plan.approvedAlone !== '' && (
          <span className="amber">{t('plan.approvedAlone', { why: visibleText(plan.approvedAlone) })}</span>
        )}
      </span>
      <Link to="/plan" search={{ edition: String(plan.edition) }}>
        {t('plan.readEdition', { edition: plan.edition })}
      </Link>
    </li>
  );
}

function NextEdition() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const begin = useMutation({
    mutationFn: (body: object) => post<PlanEditionWire>('/api/v1/plan/editions', body),
    onSuccess: (plan) => {
      client.setQueryData(planEditionQuery(plan.edition).queryKey, plan);
      void client.invalidateQueries({ queryKey: ['plan'] });
      void navigate({ to: '/plan', search: { view: 'edit' } });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <Button loading={begin.isPending} onClick={() => begin.mutate({})}>
      {t('plan.nextEdition')}
    </Button>
  );
}

function Difference({ editions }: { editions: readonly PlanSummaryWire[] }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(editions[1].edition);
  const [to, setTo] = useState(editions[0].edition);
  const data = editions.map(({ edition }) => ({ value: String(edition), label: t('plan.edition', { edition }) }));
  return (
    <Panel id="plan-difference" title={t('plan.difference')}>
      <div className="stack">
        <div className="bw-form-pair">
          <NativeSelect
            label={t('plan.from')}
            data={data}
            value={String(from)}
            onChange={(event) => setFrom(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={t('plan.to')}
            data={data}
            value={String(to)}
            onChange={(event) => setTo(Number(event.currentTarget.value))}
          />
        </div>
        <ChangeList from={from} to={to} />
      </div>
    </Panel>
  );
}
