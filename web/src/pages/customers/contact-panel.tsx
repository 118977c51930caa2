import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-session.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import type { CustomerPage } from './customer-queries.ts';

/** Whom to call, and who of the customer can sign in. */
export function ContactPanel({ page: { customer, people } }: { page: CustomerPage }) {
  const { t } = useTranslation();
  const may = useMay();
  const none = <span className="dim">{t('customers.none')}</span>;
  return (
    <>
      <Panel id="contact" title={t('customers.contact')}>
        <dl className="bw-pairs">
          <dt>{t('customers.contactName')}</dt>
          <dd>{customer.contactName ? <Raw text={customer.contactName} /> : none}</dd>
          <dt>{t('customers.contactPhone')}</dt>
          <dd>
            {customer.contactPhone ? (
              <a href={`tel:${customer.contactPhone.replace(/[^+0-9]/g, '')}`}>{customer.contactPhone}</a>
            ) : (
              none
            )}
          </dd>
          <dt>{t('customers.contactMail')}</dt>
          <dd>{customer.contactMail ? <a href={`mailto:${customer.contactMail}`}>{customer.contactMail}</a> : none}</dd>
          <dt>{t('customers.timeZone')}</dt>
          <dd>{customer.timeZone}</dd>
          {customer.notes && (
            <>
              <dt>{t('customers.notes')}</dt>
              <dd className="bw-lines-kept">
                <Raw text={customer.notes} max={4000} />
              </dd>
            </>
          )}
        </dl>
      </Panel>
      {may('people:read') && (
        <Panel id="customer-people" title={t('customers.people')} flush>
          <ul className="bw-lines">
            {people.length === 0 && <li className="dim">{t('customers.peopleEmpty')}</li>}
            {people.map((person) => (
              <li key={person.id}>
                <span className="strong">
                  <Raw text={person.name} />
                </span>
                <div className="dim">
                  <Raw text={person.email} /> · {t(`people.role_${person.role as 'customer-manager'}`)}
                </div>
              </li>
            ))}
            {may('people:write') && (
              <li>
                <Link to="/people" search={{ tenant: customer.id }}>
                  {t('customers.peopleInvite')}
                </Link>
              </li>
            )}
          </ul>
        </Panel>
      )}
    </>
  );
}
