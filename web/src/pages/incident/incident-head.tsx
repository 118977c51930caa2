import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { Fact, Facts } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { SeverityMark, severityTone } from '../../parts/state-marks.tsx';
import { Ago, Clock } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useTenantName } from '../../shell/tenant-name.ts';
import { IncidentActs, type IncidentAsked } from './incident-acts.tsx';
import {
  DrillMark,
  DueTime,
  IncidentTitle,
  NextDue,
  Stake,
  StateMark,
  useIncidentTitle,
  useNumberText,
} from './incident-words.tsx';

/** What is wrong, who leads, whom it hits, since when, whether it is contained, what it costs, what is due next. */
export function IncidentHead({ incident, onAsk }: { incident: IncidentWire; onAsk: (asked: IncidentAsked) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const numberText = useNumberText();
  const titleOf = useIncidentTitle();
  const leads = incident.roles.find(({ role }) => role === 'coordinator');
  const { exposure, nextDue } = incident;
  const number = numberText(incident.number);
  return (
    <section
      className="bw-panel bw-incident-head"
      data-tone={incident.over ? undefined : severityTone[incident.severity]}
      aria-label={t('incidents.one')}
    >
      <PageHeader
        title={<IncidentTitle of={incident} max={120} />}
        tab={`${number} ${titleOf(incident)}`.slice(0, 60)}
        lead={<SeverityMark severity={incident.severity} soft />}
        aside={
          <span className="row wrap">
            <span className="tabular">{number}</span>
            <StateMark state={incident.state} />
            {incident.drill && <DrillMark />}
          </span>
        }
      >
        <IncidentActs incident={incident} onAsk={onAsk} />
      </PageHeader>
      {incident.mergedInto && (
        <p>
          <Link to="/incidents/$id" params={{ id: incident.mergedInto.id }}>
            {t('incidents.mergedInto', {
              number: numberText(incident.mergedInto.number),
              title: titleOf(incident.mergedInto),
            })}
          </Link>
        </p>
      )}
      <Facts>
        <Fact
          name={t('incidents.leader')}
          more={leads?.from && t('incidents.roleSince', { time: format.clock(leads.from) })}
        >
          {leads?.person ? (
            <Raw text={leads.person.name} max={40} />
          ) : (
            <span className={incident.over ? 'dim' : 'amber'}>{t('incidents.nobody')}</span>
          )}
        </Fact>
        <Fact name={t('incidents.since')} more={<Ago at={incident.impact.since} />}>
          <Clock at={incident.impact.since} />
        </Fact>
        <Hit incident={incident} />
        <Contained incident={incident} />
        <Fact
          name={t('incidents.atStake')}
          more={exposure && t('incidents.stakeMost', { amount: format.money(exposure.mostEur) })}
        >
          <Stake exposure={exposure} />
        </Fact>
        <Fact name={t('incidents.next')} more={nextDue?.at && <DueTime at={nextDue.at} overdue={nextDue.overdue} />}>
          <NextDue due={nextDue} />
        </Fact>
      </Facts>
    </section>
  );
}

/** Which customers, how much of them, and whether 112 can be reached. */
function Hit({ incident: { impact, tenant, tenantName } }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const nameOf = useTenantName();
  const { customers, users, emergencyCalling } = impact;
  const first = customers[0];
  return (
    <Fact
      name={t('incidents.hit')}
      more={
        <>
          {users > 0 && `${t('incidents.usersCount', { count: users })} · `}
          <span className={emergencyCalling === 'yes' ? 'red strong' : undefined}>
            {emergencyCalling === 'yes'
              ? t('incidents.emergencyYes')
              : t(emergencyCalling === 'no' ? 'incidents.emergencyNo' : 'incidents.emergencyUnknown')}
          </span>
        </>
      }
    >
      {customers.length > 1 ? (
        <span title={customers.map(({ name }) => visibleText(name)).join(', ')}>
          {t('incidents.customersHit', { count: customers.length })}
        </span>
      ) : (
        <Raw text={first ? nameOf(first.id, first.name) : nameOf(tenant, tenantName)} max={60} />
      )}
    </Fact>
  );
}

/** Whether it is contained, since when, and how long that took. */
function Contained({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mark = incident.stages.find(({ stage }) => stage === 'contained')?.mark;
  const inPlace = incident.measures.filter(({ undoneAt }) => !undoneAt).length;
  const took = mark ? (Date.parse(mark.at) - Date.parse(incident.impact.since)) / 1000 : 0;
  return (
    <Fact
      name={t('incidents.contained')}
      more={
        inPlace > 0
          ? t('incidents.measuresOpen', { count: inPlace })
          : mark && !mark.skipped && took > 0
            ? t('incidents.containedAfter', { time: format.duration(took) })
            : undefined
      }
    >
      {!mark ? (
        <span className={incident.over ? 'dim' : 'red'}>{t('incidents.containedNot')}</span>
      ) : mark.skipped ? (
        t('incidents.containedNothing')
      ) : (
        t('incidents.containedSince', { time: format.clock(mark.at) })
      )}
    </Fact>
  );
}
