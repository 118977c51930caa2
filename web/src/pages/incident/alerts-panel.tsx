import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { SeverityMark } from '../../parts/state-marks.tsx';
import { Clock } from '../../parts/time.tsx';

/** The alerts it is made of, each with its evidence a click away, and what they tell of the attacker. */
export function AlertsPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const titleOf = useRuleTitle();
  const maySearch = useMay()('events:read');
  const { addresses, networks, accounts } = incident.traits;
  const traits = addresses.length + networks.length + accounts.length;
  return (
    <Panel id="alerts" title={t('incidents.alertsTitle')} aside={incident.alerts.length || undefined} flush>
      {incident.alerts.length === 0 ? (
        <p className="dim bw-panel-body">{t('incidents.alertsEmpty')}</p>
      ) : (
        <ul className="bw-lines">
          {incident.alerts.map((alert) => (
            <li key={alert.id} className="stack tight" data-alert={alert.id}>
              <div className="row wrap">
                <SeverityMark severity={alert.severity} />
                <Link to="/alerts/$id" params={{ id: alert.id }} className="strong">
                  {titleOf(alert.rule)}
                </Link>
                <Clock at={alert.start} className="dim" />
              </div>
              <Raw text={format.text(alert.sentence)} max={300} />
              <div className="dim">
                {format.text(alert.why)} ·{' '}
                <Link to="/alerts/$id" params={{ id: alert.id }} hash="evidence">
                  {t('alerts.evidence')}
                </Link>
              </div>
            </li>
          ))}
        </ul>
      )}
      {traits > 0 && (
        <div className="bw-panel-body">
          <h3>{t('incidents.traits')}</h3>
          <dl className="bw-pairs">
            {addresses.length > 0 && (
              <>
                <dt>{t('incidents.traitAddresses')}</dt>
                <dd>
                  {addresses.slice(0, 30).map((address, place) => (
                    <span key={address}>
                      {place > 0 && ', '}
                      {maySearch ? (
                        <Link to="/search" search={{ ip: address }}>
                          {address}
                        </Link>
                      ) : (
                        address
                      )}
                    </span>
                  ))}
                </dd>
              </>
            )}
            {networks.length > 0 && (
              <>
                <dt>{t('incidents.traitNetworks')}</dt>
                <dd>
                  {networks
                    .slice(0, 30)
                    .map((number) => `AS${number}`)
                    .join(', ')}
                </dd>
              </>
            )}
            {accounts.length > 0 && (
              <>
                <dt>{t('incidents.traitAccounts')}</dt>
                <dd>
                  {accounts.slice(0, 30).map((account, place) => (
                    <span key={account}>
                      {place > 0 && ', '}
                      <Raw text={account} max={60} />
                    </span>
                  ))}
                </dd>
              </>
            )}
          </dl>
        </div>
      )}
    </Panel>
  );
}
