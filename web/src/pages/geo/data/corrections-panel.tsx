import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoCorrectionWire } from '../../../../../src/api/schema/geo.ts';
import { geoCorrectionsQuery } from '../../../api/geo-queries.ts';
import { request } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { ByName } from '../../../parts/by-name.tsx';
import { Empty } from '../../../parts/empty.tsx';
import { IconPencil, IconTrash } from '../../../parts/icons.ts';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Ago } from '../../../parts/time.tsx';
import { toast } from '../../../parts/toast.tsx';
import { useCuts } from '../parts/use-cuts.tsx';
import { CorrectionForm } from './correction-form.tsx';
import { useSaveCorrection } from './use-save-correction.ts';

/** What the provider knows better than the data, range by range. */
export function CorrectionsPanel({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const corrections = useQuery(geoCorrectionsQuery);
  const [open, setOpen] = useState<GeoCorrectionWire | 'new'>();
  return (
    <Panel
      id="geo-corrections"
      title={t('geoMap.corrections')}
      aside={mayWrite && <Button onClick={() => setOpen('new')}>{t('geoMap.correctionAdd')}</Button>}
      flush
    >
      <p className="dim bw-panel-body">{t('geoMap.correctionsText')}</p>
      <Answer of={corrections} rows={2}>
        {(data) =>
          data.length === 0 ? (
            <Empty title={t('geoMap.correctionsEmpty')} text={t('geoMap.correctionsEmptyText')} />
          ) : (
            <ul className="bw-lines">
              {data.map((one) => (
                <Line key={one.id} correction={one} mayWrite={mayWrite} onEdit={() => setOpen(one)} />
              ))}
            </ul>
          )
        }
      </Answer>
      {open && <CorrectionForm old={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

function Line({
  correction,
  mayWrite,
  onEdit,
}: {
  correction: GeoCorrectionWire;
  mayWrite: boolean;
  onEdit: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const cuts = useCuts();
  const again = useSaveCorrection(cuts);
  const { id, range, country, hosting, note, by, at } = correction;
  const drop = useMutation({
    mutationFn: () =>
      cuts.run((acknowledgeCuts) =>
        request('DELETE', `/api/v1/geo/corrections/${encodeURIComponent(id)}`, { query: { acknowledgeCuts } }),
      ),
    onSuccess: () => {
      toast({
        id: `correction-${id}`,
        title: t('geoMap.correctionRemoved', { range }),
        act: {
          name: t('common.undo'),
          run: () => again.mutate({ form: { range, country, hosting, note }, old: undefined }),
        },
      });
      return client.invalidateQueries({ queryKey: ['geo', 'data'] });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  const says = [
    country && format.country(country),
    hosting !== null && (hosting ? t('geoMap.hostingYes') : t('geoMap.hostingNo')),
  ].filter(Boolean);
  return (
    <li className="row apart">
      <div>
        <p>
          <code className="strong">{range}</code> → <span className="strong">{says.join(', ')}</span>
        </p>
        <p className="dim">
          {note && (
            <>
              <Raw text={note} max={200} />
              {' · '}
            </>
          )}
          <ByName name={by} /> · <Ago at={at} />
        </p>
      </div>
      {mayWrite && (
        <div className="row no-print">
          <Button aria-label={t('geoMap.correctionEditName', { range })} onClick={onEdit}>
            <IconPencil size={15} />
          </Button>
          <Button
            aria-label={t('geoMap.correctionRemoveName', { range })}
            onClick={() => drop.mutate()}
            loading={drop.isPending}
          >
            <IconTrash size={15} />
          </Button>
        </div>
      )}
      {cuts.dialog}
    </li>
  );
}
