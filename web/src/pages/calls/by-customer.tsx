import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallsNow } from '../../../../src/api/schema/calls.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';

/** Who the money of now and of today is of, dearest first. */
export function ByCustomer({ now }: { now: CallsNow }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel id="calls-by-customer" title={t('calls.whoTitle')} flush>
      {now.customers.length === 0 ? (
        <Empty title={t('calls.whoEmpty')} />
      ) : (
        <table className="bw-table bw-small-table">
          <thead>
            <tr>
              <th scope="col">{t('common.customer')}</th>
              <th scope="col" className="num">
                {t('calls.running')}
              </th>
              <th scope="col" className="num">
                {t('calls.perHour')}
              </th>
              <th scope="col" className="num">
                {t('calls.today')}
              </th>
            </tr>
          </thead>
          <tbody>
            {now.customers.map((one) => (
              <tr key={one.tenant}>
                <td data-phone="head">
                  <Link to="/customers/$id/calls" params={{ id: one.tenant }} className="plain strong clip">
                    <Raw text={one.tenantName} max={60} />
                  </Link>
                  {one.mode === 'report-only' && <div className="dim">{t('calls.report')}</div>}
                </td>
                <td className="num" data-name={t('calls.running')}>
                  <span className={one.normal && one.running > one.normal.high ? 'amber strong' : ''}>
                    {format.number(one.running)}
                  </span>
                </td>
                <td className="num" data-name={t('calls.perHour')}>
                  {format.money(one.eurPerHour)}
                </td>
                <td className="num" data-name={t('calls.today')}>
                  {format.money(one.costDayEur)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
