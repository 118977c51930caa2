import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallMoney } from '../../../../../src/api/schema/calls.ts';
import { callMoneyQuery } from '../../../api/call-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import type { Column } from '../../../parts/table/column.ts';
import { DataTable } from '../../../parts/table/data-table.tsx';
import { FilterChoice } from '../../../parts/table/filter-choice.tsx';

type Row = CallMoney[number];
const kinds = ['account', 'number', 'trunk', 'destination'] as const;

/** What a customer spends now, running calls included: by account, number, trunk or destination. */
export function MoneyPanel({ tenant }: { tenant: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useQuery(callMoneyQuery(tenant));
  const [kind, setKind] = useState<Row['kind']>('account');
  const amount = (key: 'hourEur' | 'dayEur' | 'weekEur' | 'monthEur', name: string): Column<Row> => ({
    ...{ key, name, num: true, width: '120px', cell: (row) => format.money(row[key]) },
  });
  const columns: Column<Row>[] = [
    {
      ...{ key: 'name', name: t(`calls.moneyBy-${kind}`), phone: 'head' },
      cell: ({ name }) =>
        kind === 'destination' && /^[A-Z]{2}$/.test(name) ? format.country(name) : <Raw text={name || '–'} max={60} />,
    },
    {
      ...{ key: 'running', name: t('calls.moneyRunning'), num: true, width: '120px' },
      cell: ({ running }) => format.number(running),
    },
    amount('hourEur', t('calls.moneyHour')),
    amount('dayEur', t('calls.moneyDay')),
    amount('weekEur', t('calls.moneyWeek')),
    amount('monthEur', t('calls.moneyMonth')),
  ];
  return (
    <Panel
      id="call-money"
      title={t('calls.moneyTitle')}
      aside={
        <FilterChoice
          label={t('calls.moneyBy')}
          value={kind}
          onChange={(next) => setKind(next as Row['kind'])}
          choices={kinds.map((one) => ({ value: one, label: t(`calls.moneyBy-${one}`) }))}
        />
      }
      flush
    >
      <Answer of={money} rows={3}>
        {(all) => {
          const rows = all.filter((row) => row.kind === kind);
          return rows.length === 0 ? (
            <Empty title={t('calls.moneyNone')} />
          ) : (
            <DataTable
              id="call-money"
              label={t('calls.moneyTitle')}
              columns={columns}
              rows={rows}
              rowId={({ name }) => name}
            />
          );
        }}
      </Answer>
    </Panel>
  );
}
