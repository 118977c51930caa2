import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlertSummary } from '../api/types.ts';
import { useFormat } from '../i18n/use-format.ts';
import { Raw } from './raw.tsx';

/** Where an alert comes from and whom it is about, as far as its sentence does not say so already; how often. */
export function AddressFacts({ alert }: { alert: AlertSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sentence = format.text(alert.sentence);
  const unsaid = (fact: string) => fact !== '' && !sentence.includes(fact);
  const parts = [
    <span key="count">{t('alerts.eventCount', { count: alert.count, shown: format.number(alert.count) })}</span>,
  ];
  if (unsaid(alert.sourceIp)) {
    parts.push(
      <Link key="ip" to="/search" search={{ ip: alert.sourceIp }} className="plain">
        {alert.sourceIp}
      </Link>,
    );
  }
  if (alert.country && unsaid(format.country(alert.country)))
    parts.push(<span key="country">{format.country(alert.country)}</span>);
  if (unsaid(alert.asName)) parts.push(<Raw key="as" text={alert.asName} max={40} />);
  if (unsaid(alert.userName)) {
    parts.push(
      <span key="user">
        {t('common.account').toLowerCase()} <Raw text={alert.userName} max={40} />
      </span>,
    );
  }
  return (
    <div className="bw-address-facts dim">{parts.flatMap((part, index) => (index === 0 ? [part] : [' · ', part]))}</div>
  );
}
