import { Button, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Retention, RetentionKind, RetentionPreview } from '../../../../src/api/schema/keeping.ts';
import { patch, post, type Versioned } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { formatBytes } from '../../parts/bytes.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { retentionQuery } from './keeping-queries.ts';
import { RetentionExceptions } from './retention-exceptions.tsx';

/** How long each kind of data is kept, and what a shorter time would remove. */
export function RetentionSection() {
  const { t } = useTranslation();
  const retention = useQuery(retentionQuery);
  return (
    <>
      <Panel id="retention" title={t('keeping.retention')} aside={t('keeping.retentionText')} flush>
        <Answer of={retention} rows={8}>
          {(got) => <Times key={got.version} got={got} />}
        </Answer>
      </Panel>
      {retention.data && <RetentionExceptions got={retention.data} />}
    </>
  );
}

function Times({ got }: { got: Versioned<Retention> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [draft, setDraft] = useState<Partial<Record<RetentionKind, number>>>({});
  const changed = got.data.kinds.filter(({ kind, days }) => draft[kind] !== undefined && draft[kind] !== days);
  const days = Object.fromEntries(changed.map(({ kind }) => [kind, draft[kind]!]));
  const renew = () => client.invalidateQueries({ queryKey: retentionQuery.queryKey });
  const look = useMutation({ mutationFn: () => post<RetentionPreview>('/api/v1/retention/preview', { days }) });
  const save = useMutation({
    mutationFn: () => patch<Retention>('/api/v1/retention', { days }, { version: got.version }),
    onSuccess: () => {
      toast({ title: t('common.saved'), brief: true });
      return renew();
    },
  });
  const run = useMutation({
    mutationFn: () => post<Retention>('/api/v1/retention/run'),
    onSuccess: ({ last }) => {
      toast({ title: t('keeping.ran', { size: formatBytes(format.language, last?.freedBytes ?? 0) }), brief: true });
      return renew();
    },
  });
  const { last } = got.data;
  const error = save.error ?? look.error ?? run.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <ul className="bw-lines">
        {got.data.kinds.map(({ kind, days: now, least, most, usual, about }) => (
          <li key={kind} className="bw-setting-line">
            <span>
              <span className="strong">{t(`keeping.kind_${kind}`)}</span>
              <div className="dim">{format.text(about)}</div>
            </span>
            <span className="dim">
              {t('keeping.bounds', {
                least: format.number(least),
                most: format.number(most),
                usual: format.number(usual),
              })}
            </span>
            <NumberInput
              w={110}
              aria-label={t('keeping.daysOf', { name: t(`keeping.kind_${kind}`) })}
              value={draft[kind] ?? now}
              onChange={(value) => setDraft((old) => ({ ...old, [kind]: Number(value) }))}
              min={least}
              max={most}
              clampBehavior="blur"
              allowDecimal={false}
              disabled={!may('settings:write')}
              suffix={` ${t('keeping.days').toLowerCase()}`}
            />
          </li>
        ))}
      </ul>
      <div className="bw-inline-form">
        <Button onClick={() => look.mutate()} loading={look.isPending}>
          {t('keeping.preview')}
        </Button>
        <Button type="submit" variant="filled" disabled={changed.length === 0} loading={save.isPending}>
          {t('keeping.saveRetention')}
        </Button>
        {may('settings:write') && (
          <Button onClick={() => run.mutate()} loading={run.isPending}>
            {t('keeping.runNow')}
          </Button>
        )}
        <span className="dim">
          {t('keeping.last')}: {last ? <Ago at={last.at} /> : t('keeping.never')}
        </span>
        {last && !last.ok && <Mark tone="red">{t('keeping.lastFailed', { error: last.error })}</Mark>}
        {error && <p className="red">{problemText(error)}</p>}
      </div>
      {look.data && <WouldGo preview={look.data} />}
    </form>
  );
}

function WouldGo({ preview }: { preview: RetentionPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const items = preview.items.filter(({ rows }) => rows > 0);
  return (
    <div className="bw-inline-form" role="status">
      <div className="stack tight grow">
        {items.length === 0 && <Mark tone="green">{t('keeping.previewNothing')}</Mark>}
        {items.map(({ kind, rows, bytes, olderThan }) => (
          <div key={kind}>
            <span className="strong">{t(`keeping.kind_${kind}`)}</span>{' '}
            {t('keeping.previewRows', { count: rows, size: formatBytes(format.language, bytes) })}{' '}
            <span className="dim">&lt; {format.day(olderThan)}</span>
          </div>
        ))}
        {preview.heldRows > 0 && <Mark tone="blue">{t('keeping.previewHeld', { count: preview.heldRows })}</Mark>}
      </div>
    </div>
  );
}
