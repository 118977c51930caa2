import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportProgress, ImportResult } from '../../../../src/api/schema/customers.ts';
import { RequestError } from '../../api/problem.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { get, request } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { ImportErrors } from './import-errors.tsx';

const most = 10 * 1024 * 1024;

/** Brings customers in from a CSV file: checked whole first, then taken whole. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const [run, setRun] = useState('');
  const send = useMutation({
    mutationFn: async ({ chosen, dry }: { chosen: File; dry: boolean }) => {
      const id = crypto.randomUUID();
      setRun(id);
      try {
        return await request<ImportResult>('POST', '/api/v1/customers/import', {
          query: { dry_run: dry, id },
          body: new Blob([chosen], { type: 'text/csv' }),
        });
      } catch (error) {
        // What is wrong with the file comes as a result, line by line.
        if (error instanceof RequestError && error.status === 422 && Array.isArray(error.more.errors)) {
          return error.more as unknown as ImportResult;
        }
        throw error;
      } finally {
        setRun('');
      }
    },
    onSuccess: ({ done, counts }) => {
      if (!done) return;
      toast({ title: t('customers.imported', { made: counts.customersMade, changed: counts.customersChanged }) });
      onClose();
      void client.invalidateQueries({ queryKey: tenantsQuery.queryKey });
      void client.invalidateQueries({ queryKey: ['customers'] });
    },
  });
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    send.reset();
    if (chosen.size <= most) send.mutate({ chosen, dry: true });
  };
  const result = send.data;
  return (
    <Modal opened onClose={onClose} title={t('customers.import')} size={760}>
      <div className="stack loose">
        <p className="dim">
          {t('customers.importText')}{' '}
          <a href={`/api/v1/customers/import/template.csv?language=${format.language}`} download>
            {t('customers.importTemplate')}
          </a>
        </p>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the short way; the button does the same */}
        <div
          className="bw-drop"
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            choose(event.dataTransfer.files[0]);
          }}
        >
          <span>{file ? file.name : t('customers.importDrop')}</span>
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv,text/plain"
            hidden
            aria-label={t('customers.importChoose')}
            onChange={(event) => {
              choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <Button onClick={() => input.current?.click()} disabled={send.isPending}>
            {t('customers.importChoose')}
          </Button>
        </div>
        {file && file.size > most && <Mark tone="red">{t('customers.importTooLarge')}</Mark>}
        {send.isPending && file && <Busy id={run} name={file.name} />}
        {send.error && (
          <p className="red" role="alert">
            {problemText(send.error)}
          </p>
        )}
        {result && result.errors.length > 0 && <ImportErrors result={result} />}
        {result && result.errors.length === 0 && !result.done && (
          <div role="status">
            <Mark tone="green">{t('customers.importGood', { lines: format.number(result.lines) })}</Mark>
            <p>
              {t('customers.importWould', {
                made: format.number(result.counts.customersMade),
                changed: format.number(result.counts.customersChanged),
                sites: format.number(result.counts.sites),
                networks: format.number(result.counts.networks),
                numbers: format.number(result.counts.numbers),
                assets: format.number(result.counts.assets),
              })}
            </p>
          </div>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="filled"
            disabled={!file || !result || result.errors.length > 0}
            loading={send.isPending && !send.variables?.dry}
            onClick={() => file && send.mutate({ chosen: file, dry: false })}
          >
            {t('customers.importSubmit', { lines: format.number(result?.lines ?? 0) })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** How far the server is with the file. */
function Busy({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => get<ImportProgress>(`/api/v1/customers/import/${id}`, undefined, signal),
    enabled: id !== '',
    refetchInterval: 1000,
    retry: false,
  }).data;
  return (
    <p role="status">
      {progress
        ? t('customers.importBusy', {
            phase: t(`customers.phase_${progress.phase}`),
            done: format.number(progress.done),
            total: format.number(progress.total),
          })
        : t('customers.importChecking', { name })}
    </p>
  );
}
