import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoDataWire } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import type { Column } from '../../../parts/table/column.ts';
import { DataTable } from '../../../parts/table/data-table.tsx';
import { Ago } from '../../../parts/time.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { isCountry } from '../map/country-rows.ts';
import { useCuts } from '../parts/use-cuts.tsx';
import { useDataAct } from './use-data-act.ts';

type Held = NonNullable<GeoDataWire['held']>;
type Sample = Held['samples'][number];

/** An update that changes more than usual: why it waits, examples, and the decision. */
export function HeldUpdate({ held, mayWrite }: { held: Held; mayWrite: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cuts = useCuts();
  const accept = useDataAct('accept', t('geoMap.dataAccepted'), cuts);
  const dismiss = useDataAct('dismiss', t('geoMap.dataKept'), cuts);
  const place = (text: string) => (isCountry(text) ? format.country(text) : <Raw text={text || '–'} max={80} />);
  const columns: Column<Sample>[] = [
    {
      key: 'address',
      name: t('geoMap.dataHeldAddress'),
      width: '34%',
      phone: 'head',
      cell: ({ address }) => <Raw text={address} mono />,
    },
    { key: 'before', name: t('geoMap.dataHeldBefore'), width: '33%', cell: ({ before }) => place(before) },
    { key: 'after', name: t('geoMap.dataHeldAfter'), cell: ({ after }) => place(after) },
  ];
  return (
    <Panel
      id="geo-held"
      title={<Mark tone="amber">{t('geoMap.dataHeld')}</Mark>}
      aside={
        <>
          <Raw text={held.origin} max={80} /> · <Ago at={held.at} />
        </>
      }
      flush
    >
      <div className="bw-panel-body stack">
        <p>{t('geoMap.dataHeldText', { share: format.percent(held.changedShare) })}</p>
        {held.reasons.length > 0 && (
          <ul>
            {held.reasons.map((reason) => (
              <li key={reason.en}>{visibleText(format.text(reason))}</li>
            ))}
          </ul>
        )}
        {mayWrite && (
          <div className="row wrap no-print">
            <Button variant="filled" onClick={() => accept.mutate()} loading={accept.isPending}>
              {t('geoMap.dataAccept')}
            </Button>
            <Button onClick={() => dismiss.mutate()} loading={dismiss.isPending}>
              {t('geoMap.dataKeep')}
            </Button>
          </div>
        )}
      </div>
      {held.samples.length > 0 && (
        <DataTable
          id="geo-held"
          label={t('geoMap.dataHeld')}
          columns={columns}
          rows={held.samples}
          rowId={({ address }) => address}
        />
      )}
      {cuts.dialog}
    </Panel>
  );
}
