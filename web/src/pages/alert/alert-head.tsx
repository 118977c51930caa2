import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallAlert } from '../../../../src/api/schema/calls.ts';
import type { AlertDetail } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Fact, Facts } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { AlertStateMark, DoneMark, SeverityMark, severityTone } from '../../parts/state-marks.tsx';
import { Ago, Clock, Remaining } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useSimulated } from '../../shell/use-simulated.ts';
import { canUndo } from '../alerts/can-undo.ts';
import { AlertActs } from './alert-acts.tsx';
import { useNextStep } from './use-next-step.ts';

/** The five answers, and the acts. */
export function AlertHead({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const next = useNextStep(alert);
  return (
    <section className="bw-panel bw-alert-head" data-tone={severityTone[alert.severity]} aria-label={t('alerts.one')}>
      <PageHeader
        title={<Raw text={format.text(alert.sentence)} max={400} />}
        tab={visibleText(format.text(alert.sentence)).slice(0, 60)}
        lead={<SeverityMark severity={alert.severity} soft />}
        aside={
          <AlertStateMark
            state={alert.state}
            by={alert.acknowledgedBy && t('alerts.acknowledgedBy', { name: alert.acknowledgedBy })}
          />
        }
      >
        <AlertActs alert={alert} />
      </PageHeader>
      <Facts>
        <Fact name={t('alerts.forWhom')} more={alert.asset || undefined}>
          {nameOf(alert.tenant, alert.tenantName)}
        </Fact>
        <Fact name={t('common.since')} more={<Ago at={alert.start} />}>
          <Clock at={alert.start} />
        </Fact>
        {alert.calls ? <CallFacts calls={alert.calls} /> : <AddressFacts alert={alert} />}
        <Fact
          name={t('alerts.next')}
          more={alert.acknowledgedBy ? t('alerts.acknowledgedBy', { name: alert.acknowledgedBy }) : undefined}
        >
          {next}
        </Fact>
      </Facts>
    </section>
  );
}

/** Where it came from, what it tried, what was done about it. */
function AddressFacts({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const simulated = useSimulated();
  const { users, addresses, numbers } = alert.distinct;
  const tried = [
    users > 1 && t('alerts.accounts', { count: users }),
    addresses > 1 && t('alerts.addresses', { count: addresses }),
    numbers > 1 && t('alerts.numbers', { count: numbers }),
  ].filter(Boolean);
  return (
    <>
      <Fact
        name={t('alerts.from')}
        more={
          <>
            {format.country(alert.country)}
            {alert.asName && (
              <>
                {' · '}
                <Raw text={alert.asName} max={60} />
              </>
            )}
          </>
        }
      >
        {alert.sourceIp ? (
          <Link to="/search" search={{ ip: alert.sourceIp }}>
            {alert.sourceIp}
          </Link>
        ) : (
          t('alerts.addresses', { count: addresses })
        )}
      </Fact>
      <Fact name={t('alerts.tried')} more={tried.join(' · ') || undefined}>
        {format.number(alert.count)}×{' '}
        {alert.userName && (
          <Link to="/search" search={{ user: alert.userName }}>
            <Raw text={alert.userName} max={60} />
          </Link>
        )}
      </Fact>
      <Fact name={t('alerts.done')} more={canUndo(alert.decision) && <Remaining until={alert.decision!.until} />}>
        <DoneMark decision={alert.decision} simulated={simulated(alert.decision)} />
      </Fact>
    </>
  );
}

/** Whose calls, how many and for how much, and whether they were stopped. */
function CallFacts({ calls }: { calls: CallAlert }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Fact name={t('calls.payer')}>
        {calls.payer ? <Raw text={calls.payer} max={60} /> : <span className="dim">{t('calls.scope-customer')}</span>}
      </Fact>
      <Fact
        name={t('calls.storyCost')}
        more={`${format.number(calls.calls)}× · ${t('calls.storyMinutes', { minutes: format.number(calls.minutes) })}`}
      >
        <span className="red">{format.money(calls.costEur)}</span>
      </Fact>
      <Fact name={t('alerts.done')}>
        {calls.costAtStopEur === null ? (
          <span className="dim">{t('alerts.nothingDone')}</span>
        ) : (
          <Mark tone="green">{t('calls.done_stopped')}</Mark>
        )}
      </Fact>
    </>
  );
}
