import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api/request.ts';
import type { Text } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { toast } from '../../parts/toast.tsx';

/** What the server says of a file, kept or only tried. */
export interface FileReport {
  readonly name: string;
  readonly taken?: number;
  readonly entries?: number;
  readonly refused: number;
  /** Headers that were not read. */
  readonly ignored?: readonly string[];
  readonly troubles: readonly { line: number; value: string; reason: string; message: Text }[];
}

/** Brings a file in: read on trial first with what is wrong line by line, then kept. */
export function FileImport({
  title,
  path,
  accept,
  nameOf,
  query = {},
  queryKey,
  taken,
  onClose,
  children,
}: {
  title: string;
  path: string;
  accept: string;
  nameOf: (file: File) => string;
  /** Sent along. */
  query?: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  queryKey: readonly unknown[];
  taken: (name: string) => string;
  onClose: () => void;
  /** Fields of its own, with what reading it said, and how it is read once more. */
  children?: (report: FileReport | undefined, again: () => void) => ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [name, setName] = useState('');
  const send = useMutation({
    mutationFn: ({ chosen, dry }: { chosen: File; dry: boolean }) =>
      request<FileReport>('POST', path, {
        stream: true,
        query: { ...query, name: name || nameOf(chosen), dry_run: dry },
        body: new Blob([chosen], { type: chosen.name.endsWith('.json') ? 'application/json' : 'text/csv' }),
      }),
    onSuccess: (report, { dry }) => {
      if (dry) return;
      toast({ title: taken(report.name), brief: true });
      onClose();
      return client.invalidateQueries({ queryKey });
    },
  });
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    setName(nameOf(chosen));
    send.mutate({ chosen, dry: true });
  };
  const report = send.data;
  const good = report ? (report.taken ?? report.entries ?? 0) : 0;
  return (
    <Modal opened onClose={onClose} title={title} size={640}>
      <div className="stack loose">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the short way; the button does the same */}
        <div
          className="bw-drop"
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            choose(event.dataTransfer.files[0]);
          }}
        >
          <span>{file ? file.name : t('calls.ratesDrop')}</span>
          <input
            ref={input}
            type="file"
            accept={accept}
            hidden
            aria-label={t('calls.ratesChoose')}
            onChange={(event) => {
              choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <Button onClick={() => input.current?.click()} disabled={send.isPending}>
            {t('calls.ratesChoose')}
          </Button>
        </div>
        {file && (
          <TextInput
            label={t('calls.ratesName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={100}
          />
        )}
        {children?.(report, () => file && send.mutate({ chosen: file, dry: true }))}
        {send.isPending && file && <p role="status">{t('calls.ratesChecking', { name: file.name })}</p>}
        {send.error && (
          <p className="red" role="alert">
            {problemText(send.error)}
          </p>
        )}
        {report && (
          <div role="status" className="stack tight">
            <Mark tone={good > 0 ? 'green' : 'red'}>{t('calls.ratesGood', { count: good })}</Mark>
            {report.refused > 0 && <Mark tone="amber">{t('calls.ratesBad', { count: report.refused })}</Mark>}
            <ul className="bw-tail-lines">
              {report.troubles.slice(0, 12).map((trouble) => (
                <li key={`${trouble.line} ${trouble.value}`}>
                  <span className="dim">{t('calls.ratesLine', { line: trouble.line })}</span>{' '}
                  {format.text(trouble.message)} <Raw text={trouble.value} max={60} mono />
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="filled"
            disabled={!file || good === 0}
            loading={send.isPending && !send.variables?.dry}
            onClick={() => file && send.mutate({ chosen: file, dry: false })}
          >
            {t('calls.ratesSubmit')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
