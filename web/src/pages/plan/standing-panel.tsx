import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanStandingWire, PlanSummaryWire } from '../../../../src/api/schema/plan.ts';
import { planEditionQuery } from '../../api/plan-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { AloneDialog } from './alone-dialog.tsx';
import { BeginEdition } from './begin-edition.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { InForceDialog } from './in-force-dialog.tsx';
import { usePlanActs } from './use-plan-acts.ts';

/** What holds now, what is worked on, and the one thing to do next with it. */
export function StandingPanel({ standing, edition }: { standing: PlanStandingWire; edition: number }) {
  const { t } = useTranslation();
  const { inForce, open } = standing;
  const late = standing.reviews.filter(({ dueOn, days }) => dueOn !== '' && days < 0).length;
  const acts = usePlanActs();
  const shown = [inForce, open].find((one) => one?.edition === edition);
  return (
    <section className="bw-panel no-print" aria-label={t('plan.standing')}>
      <ul className="bw-lines">
        {inForce ? <InForceLine plan={inForce} shown={edition} /> : <li className="row wrap apart">{nothing()}</li>}
        {inForce && !standing.read && (
          <li className="row wrap apart">
            <Mark tone="amber">{t('plan.notRead', { edition: inForce.edition })}</Mark>
            <Button loading={acts.isPending} onClick={() => acts.mutate({ act: 'read', edition: inForce.edition })}>
              {t('plan.confirmRead')}
            </Button>
          </li>
        )}
        {open && <OpenLine plan={open} shown={edition} />}
        {late > 0 && (
          <li className="row wrap apart">
            <Mark tone="red">{t('plan.reviewsLate', { count: late })}</Mark>
            <Link to="/plan" search={{ view: 'reviews' }}>
              {t('plan.view-reviews')}
            </Link>
          </li>
        )}
        {!shown && (
          <li className="row wrap apart">
            <Mark tone="amber">{t('plan.oldShown', { edition })}</Mark>
            <Link to="/plan" search={{}}>
              {t('plan.toCurrent')}
            </Link>
          </li>
        )}
      </ul>
    </section>
  );

  function nothing() {
    return (
      <>
        <Mark tone="red">
          {t('plan.nothingInForce')}{' '}
          <span className="dim">{t(open ? 'plan.nothingInForceText' : 'plan.nothingWorkedOn')}</span>
        </Mark>
        <BeginEdition standing={standing} />
      </>
    );
  }
}

function InForceLine({ plan, shown }: { plan: PlanSummaryWire; shown: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="row wrap apart">
      <span>
        <Mark tone="green">
          <span className="strong">{t('plan.isInForce', { edition: plan.edition })}</span>
        </Mark>{' '}
        <span className="dim">
          {t('plan.since', { day: plan.inForce ? format.day(plan.inForce.at) : '' })}
          {plan.approved && ` · ${t('plan.approvedBy', { who: visibleText(plan.approved.name) })}`}
        </span>
        {plan.approvedAlone !== '' && (
          <span className="amber"> · {t('plan.approvedAlone', { why: visibleText(plan.approvedAlone) })}</span>
        )}
      </span>
      {plan.edition !== shown && (
        <Link to="/plan" search={{ edition: String(plan.edition) }}>
          {t('plan.readEdition', { edition: plan.edition })}
        </Link>
      )}
    </li>
  );
}

/** A draft or an approved edition, with what can be done with it now. */
function OpenLine({ plan, shown }: { plan: PlanSummaryWire; shown: number }) {
  const { t } = useTranslation();
  const may = useMay();
  const acts = usePlanActs();
  const full = useQuery(planEditionQuery(plan.edition)).data;
  const [asks, setAsks] = useState<'' | 'alone' | 'in-force' | 'discard'>('');
  const isDraft = plan.state === 'draft';
  const run = (act: 'approve' | 'withdraw') =>
    full && acts.mutate({ act, edition: plan.edition, version: full.version });
  const mayApprove = may('plan:approve') && full !== undefined;
  const isBlocked = full?.you.author && !full.you.alone;
  return (
    <li className="row wrap apart">
      <span>
        <Mark tone={plan.faults > 0 ? 'amber' : 'blue'}>
          <span className="strong">{t(isDraft ? 'plan.isDraft' : 'plan.isApproved', { edition: plan.edition })}</span>
        </Mark>{' '}
        <span className="dim">
          {isDraft
            ? plan.faults > 0
              ? t('plan.missing', { count: plan.faults })
              : isBlocked
                ? t('plan.waitsForOther')
                : t('plan.complete')
            : plan.approved && t('plan.approvedBy', { who: visibleText(plan.approved.name) })}
        </span>
        {plan.approvedAlone !== '' && (
          <span className="amber"> · {t('plan.approvedAlone', { why: visibleText(plan.approvedAlone) })}</span>
        )}
      </span>
      <span className="row wrap">
        {plan.edition !== shown && (
          <Link to="/plan" search={{ edition: String(plan.edition) }}>
            {t('plan.readEdition', { edition: plan.edition })}
          </Link>
        )}
        {isDraft && may('plan:write') && full && (
          <Button onClick={() => setAsks('discard')}>{t('plan.discardDraft')}</Button>
        )}
        {isDraft && may('plan:write') && plan.faults > 0 && (
          <Button variant="filled" renderRoot={(props) => <Link {...props} to="/plan" search={{ view: 'edit' }} />}>
            {t('plan.fillIn')}
          </Button>
        )}
        {isDraft && mayApprove && plan.faults === 0 && !isBlocked && (
          <Button
            variant="filled"
            loading={acts.isPending}
            onClick={() => (full.you.author ? setAsks('alone') : run('approve'))}
          >
            {t('plan.approve')}
          </Button>
        )}
        {!isDraft && mayApprove && (
          <>
            <Button loading={acts.isPending} onClick={() => run('withdraw')}>
              {t('plan.withdraw')}
            </Button>
            <Button variant="filled" onClick={() => setAsks('in-force')}>
              {t('plan.putInForce')}
            </Button>
          </>
        )}
      </span>
      {asks === 'alone' && full && <AloneDialog plan={full} onClose={() => setAsks('')} />}
      {asks === 'discard' && full && <DiscardDialog plan={full} onClose={() => setAsks('')} />}
      {asks === 'in-force' && full && <InForceDialog plan={full} onClose={() => setAsks('')} />}
    </li>
  );
}
