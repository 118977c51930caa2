import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { looksLikeAddress } from '../../acts/address.ts';
import { useBlocking } from '../../acts/blocking.tsx';
import { isCurrent } from '../../api/apply-live.ts';
import { decisionsQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { useBlockColumns } from '../blocks/use-block-columns.tsx';

const most = 5;

/** Blocks of it, past and present; and the button when it could be blocked. */
export function FoundBlocks({ q }: { q: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const openBlock = useBlocking();
  const may = useMay();
  const page = useInfiniteQuery(decisionsQuery({ q, tenant: useTenant() })).data?.pages[0];
  const columns = useBlockColumns();
  if (!page) return null;
  const free =
    may('decisions:act') && looksLikeAddress(q) && !page.items.some((block) => block.value === q && isCurrent(block));
  if (page.items.length === 0 && !free) return null;
  return (
    <Panel
      id="blocks"
      title={t('search.blocks')}
      aside={
        <span className="row">
          <Link to="/blocks" search={{ q, state: 'all' }}>
            {format.number(page.total)}
          </Link>
          {free && <Button onClick={() => openBlock({ value: q })}>{t('blocks.blockValue', { value: q })}</Button>}
        </span>
      }
      flush
    >
      {page.items.length > 0 && (
        <DataTable
          id="found-blocks"
          label={t('search.blocks')}
          columns={columns
            .filter((column) => column.optional !== 'hidden')
            .map((column) => ({ ...column, optional: undefined }))}
          rows={page.items.slice(0, most)}
          rowId={(block) => block.id}
        />
      )}
    </Panel>
  );
}
