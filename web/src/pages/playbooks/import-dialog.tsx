import { Button, Checkbox, Modal, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  PlaybookCheckWire,
  PlaybookFaultWire,
  PlaybookSummaryWire,
} from '../../../../src/api/schema/playbooks.ts';
import { RequestError } from '../../api/problem.ts';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { formatBytes } from '../../parts/bytes.ts';
import { Mark } from '../../parts/mark.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { FaultList } from './fault-list.tsx';

const mostBytes = 1_048_576;

/** Takes a file of CACAO in: checked as a whole first, every fault by step; what can be mended may come in as a draft. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [file, setFile] = useState('');
  const [activate, setActivate] = useState(false);
  const tooBig = new Blob([text]).size > mostBytes;
  const check = useMutation({
    mutationFn: () => post<PlaybookCheckWire>('/api/v1/playbooks/check', { playbook: text }),
  });
  const bring = useMutation({
    mutationFn: (as: 'version' | 'draft') =>
      post<PlaybookSummaryWire>('/api/v1/playbooks/import', {
        playbook: text,
        as,
        activate: as === 'version' && activate,
      }),
    onSuccess: async (made, as) => {
      void client.invalidateQueries({ queryKey: ['playbooks'] });
      onClose();
      const name = visibleText(made.name);
      toast({ title: t(as === 'draft' ? 'playbooks.importedDraft' : 'playbooks.imported', { name }), brief: true });
      const search = as === 'draft' ? { view: 'edit' } : {};
      await navigate({ to: '/playbooks/$id', params: { id: made.id }, search });
    },
  });
  const change = (next: string) => {
    setText(next);
    check.reset();
    bring.reset();
  };
  const found = check.data;
  const name = nameOf(text);
  const refused = faultsOf(bring.error);
  const ready = text.trim() !== '' && !tooBig;
  return (
    <Modal opened onClose={onClose} title={t('playbooks.importTitle')} size={680}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          if (found?.sound) bring.mutate('version');
          else check.mutate();
        }}
      >
        <p className="dim">{t('playbooks.importText')}</p>
        <div className="row wrap">
          <input
            ref={input}
            type="file"
            accept=".json,application/json"
            hidden
            aria-label={t('playbooks.importChoose')}
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (!chosen) return;
              setFile(chosen.name);
              // A file of another size is no playbook: it is not even read.
              if (chosen.size > mostBytes) change(' '.repeat(mostBytes + 1));
              else void chosen.text().then(change);
            }}
          />
          <Button onClick={() => input.current?.click()}>{t('playbooks.importChoose')}</Button>
          {file && <Raw text={file} max={60} />}
        </div>
        <Textarea
          label={t('playbooks.importPaste')}
          value={tooBig ? '' : text}
          onChange={(event) => change(event.currentTarget.value)}
          classNames={{ input: 'mono' }}
          rows={8}
          spellCheck={false}
        />
        {tooBig && (
          <p className="red" role="alert">
            {t('playbooks.importTooBig', { size: `> ${formatBytes(format.language, mostBytes)}` })}
          </p>
        )}
        {found && (
          <div className="stack" role="status">
            <Mark tone={found.sound ? 'green' : found.readable ? 'amber' : 'red'}>
              {found.sound
                ? t('playbooks.importSound', { name, count: found.graph?.steps.length ?? 0 })
                : found.readable
                  ? t('playbooks.importMend', { name })
                  : t('playbooks.importRefused')}
            </Mark>
            <FaultList faults={found.faults} />
            {found.sound && (
              <Checkbox
                label={t('playbooks.importActivate')}
                checked={activate}
                onChange={(event) => setActivate(event.currentTarget.checked)}
              />
            )}
          </div>
        )}
        {(bring.error ?? check.error) && (
          <div className="stack" role="alert">
            <p className="red bw-raw">{problemText(bring.error ?? check.error)}</p>
            {refused.length > 0 && <FaultList faults={refused} />}
          </div>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {found && !found.sound && found.readable && (
            <Button variant="filled" loading={bring.isPending} onClick={() => bring.mutate('draft')}>
              {t('playbooks.importDraft')}
            </Button>
          )}
          {found?.sound ? (
            <Button type="submit" variant="filled" loading={bring.isPending}>
              {t('playbooks.import')}
            </Button>
          ) : (
            !found && (
              <Button type="submit" variant="filled" loading={check.isPending} disabled={!ready}>
                {t('playbooks.importCheck')}
              </Button>
            )
          )}
        </div>
      </form>
    </Modal>
  );
}

/** Name of what is about to come in; '' while it cannot be read. */
function nameOf(text: string): string {
  try {
    const name = (JSON.parse(text) as { name?: unknown } | null)?.name;
    return typeof name === 'string' ? visibleText(name).slice(0, 120) : '';
  } catch {
    return '';
  }
}

function faultsOf(error: unknown): readonly PlaybookFaultWire[] {
  const faults = error instanceof RequestError ? error.more.faults : undefined;
  return Array.isArray(faults) ? (faults as PlaybookFaultWire[]) : [];
}
