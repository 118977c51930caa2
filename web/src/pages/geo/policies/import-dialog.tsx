import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { geoImported } from '../../../../../src/api/schema/geo.ts';
import { RequestError } from '../../../api/problem.ts';
import { post } from '../../../api/request.ts';
import type { Text } from '../../../api/types.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';

type Imported = z.infer<typeof geoImported>;

/** Takes a policy file in: checked as a whole first, and then in watch; what came of it, with the way to each policy. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [file, setFile] = useState('');
  const bring = useMutation({
    mutationFn: () => post<Imported>('/api/v1/geo/policies/import', { text }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['geo', 'policies'] }),
  });
  const look = useMutation({
    mutationFn: () => post<Imported>('/api/v1/geo/policies/import', { text, dryRun: true }),
  });
  const forget = () => {
    bring.reset();
    look.reset();
  };
  const error = bring.error ?? look.error;
  const done = bring.data;
  return (
    <Modal opened onClose={onClose} title={t('geo.importTitle')} size={640}>
      {done ? (
        <div className="stack loose" role="status">
          <Mark tone="green">{t('geo.importDone', { count: done.policies.length })}</Mark>
          <Found found={done} />
          <div className="bw-dialog-foot">
            <Button variant="filled" onClick={onClose} data-autofocus>
              {t('common.close')}
            </Button>
          </div>
        </div>
      ) : (
        <form
          className="stack loose"
          onSubmit={(event) => {
            event.preventDefault();
            bring.mutate();
          }}
        >
          <p className="dim">{t('geo.importText')}</p>
          <div className="row wrap">
            <input
              ref={input}
              type="file"
              accept=".yaml,.yml"
              hidden
              aria-label={t('geo.importChoose')}
              onChange={(event) => {
                const chosen = event.currentTarget.files?.[0];
                event.currentTarget.value = '';
                if (!chosen) return;
                setFile(chosen.name);
                forget();
                void chosen.text().then((read) => setText(read));
              }}
            />
            <Button onClick={() => input.current?.click()}>{t('geo.importChoose')}</Button>
            {file && <Raw text={file} max={60} />}
          </div>
          <Textarea
            label={t('geo.importPaste')}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              forget();
            }}
            classNames={{ input: 'mono' }}
            autosize
            minRows={6}
            maxRows={16}
            spellCheck={false}
          />
          {error && (
            <ul className="stack tight red" role="alert">
              {faultsIn(error).map((fault) => (
                <li key={fault.sentence.en}>
                  <code>{fault.field}</code> {format.text(fault.sentence)}
                </li>
              ))}
              {faultsIn(error).length === 0 && <li className="bw-raw">{problemText(error)}</li>}
            </ul>
          )}
          {look.data && (
            <div className="stack" role="status">
              <Mark tone="green">{t('geo.importWould', { count: look.data.policies.length })}</Mark>
              <Found found={look.data} />
            </div>
          )}
          <div className="bw-dialog-foot">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button loading={look.isPending} disabled={text.trim() === ''} onClick={() => look.mutate()}>
              {t('geo.importLook')}
            </Button>
            <Button type="submit" variant="filled" loading={bring.isPending} disabled={text.trim() === ''}>
              {t('geo.importAct')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

/** What a file holds, or what came of it: each policy, with the way to it once it is there. */
function Found({ found }: { found: Imported }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <ul className="stack tight">
        {found.policies.map(({ id, name }) => (
          <li key={id || name}>
            {id ? (
              <Link to="/geo/policies/$id" params={{ id }}>
                <Raw text={name} max={120} />
              </Link>
            ) : (
              <Raw text={name} max={120} />
            )}
          </li>
        ))}
      </ul>
      {found.groups.length > 0 && <p>{t('geo.importGroups', { names: format.list(found.groups) })}</p>}
      {found.notes.length > 0 && (
        <ul className="stack tight">
          {found.notes.map((note) => (
            <li key={note.en}>
              <Mark tone="amber" quiet>
                {format.text(note)}
              </Mark>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function faultsIn(error: unknown): { field: string; sentence: Text }[] {
  const faults = error instanceof RequestError ? error.more.faults : undefined;
  return Array.isArray(faults) ? (faults as { field: string; sentence: Text }[]) : [];
}
