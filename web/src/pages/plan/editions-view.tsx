import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanStandingWire, PlanSummaryWire } from '../../../../src/api/schema/plan.ts';
import { planEditionsQuery } from '../../api/plan-queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useByName } from '../../parts/by-name.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { BeginEdition } from './begin-edition.tsx';
import { ChangeList } from './change-list.tsx';

const tones = { draft: 'blue', approved: 'blue', 'in-force': 'green', replaced: 'dim', discarded: 'dim' } as const;

/** Every edition there was, the next one, and what any two differ in. */
export function EditionsView({ standing }: { standing: PlanStandingWire }) {
  const { t } = useTranslation();
  const editions = useQuery(planEditionsQuery);
  return (
    <>
      <Panel id="plan-editions" title={t('plan.view-editions')} aside={<BeginEdition standing={standing} />} flush>
        <Answer of={editions} rows={4}>
          {(all) => (
            <ul className="bw-lines">
              {all.map((one) => (
                <EditionLine key={one.edition} plan={one} standing={standing} />
              ))}
            </ul>
          )}
        </Answer>
      </Panel>
      {editions.data && editions.data.length > 1 && <Difference editions={editions.data} />}
    </>
  );
}

function EditionLine({ plan, standing }: { plan: PlanSummaryWire; standing: PlanStandingWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const byName = useByName();
  const names = plan.authors.map(({ name }) => byName(name)).filter(Boolean);
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
        {plan.discarded && (
          <span className="dim">
            {t('plan.discardedBy', { who: visibleText(plan.discarded.name), day: format.day(plan.discarded.at) })}
            {plan.discarded.because && `: ${visibleText(plan.discarded.because)}`}
          </span>
        )}
      </span>
      <span className="row wrap">
        {plan.state === 'discarded' && (
          <BeginEdition standing={standing} from={plan.edition} label={t('plan.takeUpAgain')} />
        )}
        <Link to="/plan" search={{ edition: String(plan.edition) }}>
          {t('plan.readEdition', { edition: plan.edition })}
        </Link>
      </span>
    </li>
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
