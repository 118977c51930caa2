import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago, Clock } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { ImpactDialog } from './impact-dialog.tsx';

/** Customers, sites, systems and people that are hit, 112, since when, and money at stake as it is now. */
export function ImpactPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const seesCustomers = useMay()('customers:read');
  const [editing, setEditing] = useState(false);
  const { impact, exposure } = incident;
  const names = (all: readonly { id: string; name: string }[]) =>
    all.length === 0 ? (
      <span className="dim">{t('incidents.none')}</span>
    ) : (
      all.slice(0, 20).map(({ id, name }, place) => (
        <span key={id}>
          {place > 0 && ', '}
          <Raw text={name || id} max={80} />
        </span>
      ))
    );
  return (
    <Panel id="impact" title={t('incidents.impact')}>
      <div className="stack">
        <dl className="bw-pairs">
          <dt>{t('incidents.customers')}</dt>
          <dd>
            {impact.customers.length === 0 ? (
              <span className="dim">{t('incidents.none')}</span>
            ) : (
              impact.customers.slice(0, 50).map(({ id, name }, place) => (
                <span key={id}>
                  {place > 0 && ', '}
                  {seesCustomers ? (
                    <Link to="/customers/$id" params={{ id }}>
                      <Raw text={nameOf(id, name)} max={80} />
                    </Link>
                  ) : (
                    <Raw text={nameOf(id, name)} max={80} />
                  )}
                </span>
              ))
            )}
          </dd>
          <dt>{t('incidents.sites')}</dt>
          <dd>{names(impact.sites)}</dd>
          <dt>{t('incidents.assets')}</dt>
          <dd>{names(impact.assets)}</dd>
          <dt>{t('incidents.users')}</dt>
          <dd>
            {impact.users > 0 ? format.number(impact.users) : <span className="dim">{t('incidents.unknown')}</span>}
          </dd>
          <dt>{t('incidents.emergencyCalling')}</dt>
          <dd className={impact.emergencyCalling === 'yes' ? 'red strong' : undefined}>
            {t(`incidents.doubt-${impact.emergencyCalling}`)}
          </dd>
          <dt>{t('incidents.hitSince')}</dt>
          <dd>
            <Clock at={impact.since} /> <Ago at={impact.since} className="dim" />
          </dd>
          <dt>{t('incidents.money')}</dt>
          <dd>
            {exposure ? (
              <>
                {t('incidents.moneyNow', {
                  amount: format.money(exposure.nowEur),
                  most: format.money(exposure.mostEur),
                })}{' '}
                <Ago at={exposure.at} className="dim" />
              </>
            ) : (
              <span className="dim">{t('incidents.stakeNone')}</span>
            )}
          </dd>
        </dl>
        {incident.may.write && !incident.over && (
          <div className="no-print">
            <Button onClick={() => setEditing(true)}>{t('incidents.edit')}</Button>
          </div>
        )}
      </div>
      {editing && <ImpactDialog incident={incident} onClose={() => setEditing(false)} />}
    </Panel>
  );
}
