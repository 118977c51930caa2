import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentAttachmentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { request } from '../../api/request.ts';
import { IconPlus } from '../../parts/icons.ts';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useRefusal } from './use-incident-act.ts';

const mostBytes = 50 * 1024 * 1024;

/** Sends files to an incident one after the other and says what came of each. */
export function useAttach(incident: string, internal: boolean) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refusal = useRefusal();
  const one = useMutation({
    mutationFn: (file: File) => {
      if (file.size > mostBytes) throw new Error(t('incidents.attachTooLarge'));
      const query = {
        name: file.name.slice(0, 300) || '-',
        mediaType: file.type.slice(0, 150) || 'application/octet-stream',
        internal,
      };
      return request<IncidentAttachmentWire>('POST', `${incidentPath(incident)}/attachments`, {
        query,
        // The server keeps what is said about the kind beside it and trusts neither.
        body: new Blob([file], { type: 'application/octet-stream' }),
        stream: true,
      });
    },
    onSuccess: (_, file) => toast({ title: t('incidents.attached', { name: visibleText(file.name) }), brief: true }),
    onError: (error, file) =>
      toast({
        title: t('incidents.attachFailed', { name: visibleText(file.name) }),
        text: refusal(error).join(' '),
        bad: true,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['incidents'] }),
  });
  return {
    sending: one.isPending ? one.variables.name : undefined,
    send: async (files: readonly File[]) => {
      // Each is told of by itself; one that fails does not hold the next.
      for (const file of files) await one.mutateAsync(file).catch(() => undefined);
    },
  };
}

/** Chooses files to attach. */
export function AttachButton({ incident, internal }: { incident: string; internal: boolean }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const { sending, send } = useAttach(incident, internal);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('incidents.attach')}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void send(files);
        }}
      />
      <Button
        leftSection={<IconPlus size={14} />}
        loading={sending !== undefined}
        onClick={() => input.current?.click()}
        aria-label={t('incidents.attach')}
        title={sending && t('incidents.attaching', { name: visibleText(sending) })}
      >
        {t('incidents.attachShort')}
      </Button>
    </>
  );
}

/** What a place needs so that files can be dropped on it. */
export function useDrop(onFiles: (files: readonly File[]) => void) {
  const [over, setOver] = useState(false);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
}
