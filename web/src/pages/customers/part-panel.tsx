import { ActionIcon, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartName } from '../../../../src/api/schema/customers.ts';
import { post, remove } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { IconPencil, IconTrash } from '../../parts/icons.ts';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { toast } from '../../parts/toast.tsx';
import { type CustomerPage, customerQuery, pathOf } from './customer-queries.ts';
import { blankOf, partFields, type Row } from './part-fields.ts';
import { PartForm } from './part-form.tsx';
import { useShownValue } from './use-shown-value.ts';

/** One kind of thing that belongs to the customer: a table with its edits in place. `picture` stands above it. */
export function PartPanel({
  page,
  part,
  rows,
  total,
  picture,
}: {
  page: CustomerPage;
  part: PartName;
  rows: readonly Row[];
  total: number;
  picture?: ReactNode;
}) {
  const { t } = useTranslation();
  const may = useMay()('customers:write');
  const format = useFormat();
  const shown = useShownValue(page);
  const [editing, setEditing] = useState<Row | 'new'>();
  // A column that no row fills says nothing.
  const fields = partFields[part].filter(
    ({ key, hidden, required }) => !hidden && (required || rows.some((row) => shown('text', row[key]) !== '')),
  );
  const drop = useRemove(page.customer.id, part);
  const nameOf = (row: Row) => shown(fields[0].input, row[fields[0].key]);
  return (
    <Panel id={`part-${part}`} title={t(`customers.part_${part}`)} aside={t(`customers.partText_${part}`)} flush>
      {picture}
      {rows.length === 0 ? (
        <Empty title={t(`customers.partEmpty_${part}`)} />
      ) : (
        <table className="bw-table" aria-label={t(`customers.part_${part}`)}>
          <thead>
            <tr>
              {fields.map(({ key }) => (
                <th key={key} scope="col">
                  {t(`customers.field_${key as 'name'}`)}
                </th>
              ))}
              {may && (
                <th scope="col" style={{ width: 84 }}>
                  <span className="sr-only">{t('common.actions')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                {fields.map(({ key, input }, place) => (
                  <td
                    key={key}
                    data-name={t(`customers.field_${key as 'name'}`)}
                    data-phone={place === 0 ? 'head' : shown(input, row[key]) ? undefined : 'hide'}
                  >
                    <Raw text={shown(input, row[key])} max={90} className={place === 0 ? 'strong' : undefined} />
                  </td>
                ))}
                {may && (
                  <td className="num" data-phone="line">
                    <ActionIcon
                      aria-label={t('customers.rowEdit', { name: nameOf(row) })}
                      onClick={() => setEditing(row)}
                    >
                      <IconPencil size={15} />
                    </ActionIcon>
                    <ActionIcon
                      aria-label={t('customers.rowRemove', { name: nameOf(row) })}
                      onClick={() => drop.mutate({ row, name: nameOf(row) })}
                    >
                      <IconTrash size={15} />
                    </ActionIcon>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {total > rows.length && (
        <div className="bw-table-foot">
          {t('customers.partMore', { shown: format.number(rows.length), total: format.number(total) })}
        </div>
      )}
      {may && (
        <div className="bw-inline-form">
          <Button onClick={() => setEditing('new')}>{t(`customers.partAdd_${part}`)}</Button>
        </div>
      )}
      {editing && (
        <PartForm
          page={page}
          part={part}
          row={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Panel>
  );
}

/** Removes a row; undo makes it again. */
function useRemove(customer: string, part: PartName) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const renew = () => client.invalidateQueries({ queryKey: customerQuery(customer).queryKey });
  return useMutation({
    mutationFn: ({ row }: { row: Row; name: string }) =>
      remove(`${pathOf(customer)}/${part}/${encodeURIComponent(row.id)}`, { version: `"${row.version}"` }),
    onSuccess: (_, { row, name }) => {
      toast({
        title: t('customers.removed', { name }),
        act: {
          name: t('common.undo'),
          run: () => {
            const values = Object.fromEntries(Object.keys(blankOf(part)).map((key) => [key, row[key]]));
            void post(`${pathOf(customer)}/${part}`, values).then(renew, (error: unknown) =>
              toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
            );
          },
        },
      });
      return renew();
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
}
