import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
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
  const simulated = useSimulated();
  const next = useNextStep(alert);
  const { users, addresses, numbers } = alert.distinct;
  const tried = [
    users > 1 && t('alerts.accounts', { count: users }),
    addresses > 1 && t('alerts.addresses', { count: addresses }),
    numbers > 1 && t('alerts.numbers', { count: numbers }),
  ].filter(Boolean);
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
