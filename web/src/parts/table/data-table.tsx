import { ActionIcon, Checkbox, Popover } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconColumns3 } from '../icons.ts';
import type { Tone } from '../mark.tsx';
import { type RowKeys, useRowCursor } from '../use-row-cursor.ts';
import type { Column } from './column.ts';
import { useSwitchedColumns } from './use-switched-columns.ts';

/**
 * A dense table: 32 px rows, header that stays in sight, j/k to choose and Enter to open, columns the reader may switch
 * off; on a phone each row becomes a small block. `id` names it for what is remembered, `label` for screen readers.
 */
export function DataTable<Row>({
  id,
  label,
  columns,
  rows,
  rowId,
  onOpen,
  keys = {},
  tint,
  toolbar,
  notice,
}: {
  id: string;
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** Acts on the chosen row by key. */
  keys?: RowKeys<Row>;
  tint?: (row: Row) => Tone | undefined;
  /** Filters, left of the column chooser. */
  toolbar?: ReactNode;
  /** Above the rows: new ones that wait. */
  notice?: ReactNode;
}) {
  const { t } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const [switched, toggle] = useSwitchedColumns(id);
  const chosen = useRowCursor(container, rows, rowId, { ...keys, Enter: onOpen });
  const isShown = (column: Column<Row>) => (column.optional === 'hidden') === switched.has(column.key);
  const shown = columns.filter((column) => !column.optional || isShown(column));
  const optional = columns.filter((column) => column.optional);
  return (
    <div ref={container}>
      {(toolbar || optional.length > 0) && (
        <div className="bw-toolbar no-print">
          <div className="bw-toolbar-filters">{toolbar}</div>
          {optional.length > 0 && (
            <Popover position="bottom-end" withinPortal shadow="sm" trapFocus>
              <Popover.Target>
                <ActionIcon
                  className="bw-chooser"
                  size={30}
                  aria-label={t('common.columns')}
                  title={t('common.columns')}
                >
                  <IconColumns3 size={17} />
                </ActionIcon>
              </Popover.Target>
              <Popover.Dropdown>
                <div className="stack">
                  {optional.map((column) => (
                    <Checkbox
                      key={column.key}
                      label={column.name}
                      checked={isShown(column)}
                      onChange={() => toggle(column.key)}
                    />
                  ))}
                </div>
              </Popover.Dropdown>
            </Popover>
          )}
        </div>
      )}
      {notice}
      <table className="bw-table" aria-label={label}>
        <thead>
          <tr>
            {shown.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`${column.num ? 'num' : ''} ${column.from ? `from-${column.from}` : ''}`}
                style={{ width: column.width }}
                title={column.help}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowId(row);
            return (
              <tr
                key={key}
                data-row={key}
                data-chosen={key === chosen || undefined}
                aria-current={key === chosen || undefined}
                data-tint={tint?.(row)}
                data-opens={onOpen ? true : undefined}
                onClick={(event) => {
                  if (!onOpen || (event.target as Element).closest('a, button, input, label')) return;
                  // Selecting text is not opening.
                  if (window.getSelection()?.toString()) return;
                  onOpen(row);
                }}
              >
                {shown.map((column) => (
                  <td
                    key={column.key}
                    data-name={column.name}
                    data-phone={column.phone}
                    className={`${column.num ? 'num' : ''} ${column.from ? `from-${column.from}` : ''}`}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
