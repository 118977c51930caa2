import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, CallReport } from '../../../../src/api/schema/calls.ts';
import { reportQuery } from '../../api/call-queries.ts';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { useCallColumns } from './use-call-columns.tsx';

const days = 14;
const id = (call: Call) => `${call.source} ${call.id} ${call.start}`;

/** Report-only customers day by day: what would have been refused, what it would have saved, and the button to enforce. */
export function ReportView() {
  const { t } = useTranslation();
  const report = useQuery(reportQuery(useTenant(), days));
  const columns = useCallColumns(false);
  return (
    <Answer of={report} rows={8}>
      {(data) => {
        const watched = data.customers.filter(({ mode }) => mode === 'report-only');
        return (
          <>
            <p className="dim">{t('calls.reportText')}</p>
            {watched.length === 0 && (
              <Panel>
                <Empty title={t('calls.reportEmpty')} text={t('calls.reportEmptyText')} />
              </Panel>
            )}
            {watched.map((one) => (
              <CustomerReport key={one.tenant} one={one} />
            ))}
            {data.calls.length > 0 && (
              <Panel id="reported-calls" title={t('calls.reportCallsTitle')} flush>
                <DataTable
                  id="reported-calls"
                  label={t('calls.reportCallsTitle')}
                  columns={columns}
                  rows={data.calls}
                  rowId={id}
                />
              </Panel>
            )}
          </>
        );
      }}
    </Answer>
  );
}

function CustomerReport({ one }: { one: CallReport['customers'][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const mayEnforce = useMay()('calls:write');
  const [asking, setAsking] = useState(false);
  const name = visibleText(one.tenantName);
  const enforce = useMutation({
    mutationFn: () => post(`/api/v1/customers/${encodeURIComponent(one.tenant)}/call-settings/enforce`),
    onSuccess: () => {
      setAsking(false);
      toast({ title: t('calls.enforced', { name }), brief: true });
      void client.invalidateQueries({ queryKey: ['call-report'] });
      void client.invalidateQueries({ queryKey: ['call-settings'] });
    },
    onError: (error) => toast({ title: problemText(error), bad: true }),
  });
  const most = Math.max(1, ...one.days.map(({ refused }) => refused));
  return (
    <Panel
      title={
        <Link to="/customers/$id/calls" params={{ id: one.tenant }}>
          <Raw text={one.tenantName} max={80} />
        </Link>
      }
      aside={one.since && t('calls.reportSince', { day: format.day(one.since) })}
    >
      <div className="stack">
        <div className="row apart wrap">
          <p className="strong">
            {one.refused === 0
              ? t('calls.reportNothing', { days })
              : t('calls.reportWould', { count: one.refused, days, money: format.money(one.savedEur) })}
          </p>
          {mayEnforce && (
            <Button variant="filled" onClick={() => setAsking(true)}>
              {t('calls.enforce')}
            </Button>
          )}
        </div>
        <table className="bw-table bw-small-table">
          <thead>
            <tr>
              <th scope="col">{t('calls.reportDay')}</th>
              <th scope="col" className="num">
                {t('calls.reportCalls')}
              </th>
              <th scope="col" className="num">
                {t('calls.reportCost')}
              </th>
              <th scope="col" className="num">
                {t('calls.reportRefused')}
              </th>
              <th scope="col" className="num">
                {t('calls.reportSaved')}
              </th>
            </tr>
          </thead>
          <tbody>
            {one.days.map((day) => (
              <tr key={day.day}>
                <td data-phone="head">{format.day(day.day)}</td>
                <td className="num" data-name={t('calls.reportCalls')}>
                  {format.number(day.calls)}
                </td>
                <td className="num" data-name={t('calls.reportCost')}>
                  {format.money(day.costEur)}
                </td>
                <td className={`num ${day.refused ? 'amber strong' : 'dim'}`} data-name={t('calls.reportRefused')}>
                  <span
                    className="bw-bar"
                    style={{ width: `${Math.round((60 * day.refused) / most)}px` }}
                    aria-hidden
                  />
                  {format.number(day.refused)}
                </td>
                <td className={`num ${day.savedEur ? 'strong' : 'dim'}`} data-name={t('calls.reportSaved')}>
                  {format.money(day.savedEur)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {asking && (
        <Confirm
          title={t('calls.enforceTitle', { name })}
          submit={t('calls.enforce')}
          busy={enforce.isPending}
          onSubmit={() => enforce.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('calls.enforceText')}</p>
        </Confirm>
      )}
    </Panel>
  );
}
