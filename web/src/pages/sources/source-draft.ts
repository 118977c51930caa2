import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post, versionOf } from '../../api/request.ts';
import type { NewSource, Source } from '../../api/types.ts';
import { toast } from '../../parts/toast.tsx';

/** A source while somebody fills it in. */
export interface SourceDraft {
  tenant: string;
  name: string;
  asset: string;
  kind: Source['kind'];
  format: string;
  address: string;
  hostname: string;
  listener: string;
  captureId: number | '';
  timeZone: string;
  /** Minutes; '' learns it. */
  silentAfterMin: number | '';
}

/** What the form starts with: the source as it is, or the usual for a new one. */
export function emptyDraft(source: Source | undefined, tenant: string | undefined): SourceDraft {
  return {
    tenant: source ? (source.tenant === 'unassigned' ? '' : source.tenant) : (tenant ?? ''),
    name: source?.name ?? '',
    asset: source?.asset ?? '',
    kind: source?.kind ?? 'syslog',
    format: source?.format ?? 'auto',
    address: source?.match.address ?? '',
    hostname: source?.match.hostname ?? '',
    listener: source?.match.listener ?? '',
    captureId: source?.match.captureId ?? '',
    timeZone: source?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    silentAfterMin: source?.silentAfterS === undefined ? '' : source.silentAfterS / 60,
  };
}

export function toNewSource(draft: SourceDraft): NewSource {
  return {
    tenant: draft.tenant,
    name: draft.name.trim(),
    asset: draft.asset.trim(),
    kind: draft.kind,
    format: draft.format,
    timeZone: draft.timeZone,
    match: {
      ...(draft.address.trim() && { address: draft.address.trim() }),
      ...(draft.hostname.trim() && { hostname: draft.hostname.trim() }),
      ...(draft.listener && { listener: draft.listener }),
      ...(draft.captureId !== '' && { captureId: draft.captureId }),
    },
    ...(draft.silentAfterMin !== '' && { silentAfterS: Math.round(draft.silentAfterMin * 60) }),
  };
}

/** Makes the source, or changes it. */
export function useSaveSource(source: Source | undefined, assign: boolean) {
  const { t } = useTranslation();
  const client = useQueryClient();
  // What stood on the screen when the form opened: it is asked for again while the form is open.
  const [version] = useState(() => source && versionOf(source));
  return useMutation({
    mutationFn: (wanted: NewSource) => {
      if (!source) return post<Source>('/api/v1/sources', wanted);
      const { kind: _kind, ...change } = wanted;
      return patch<Source>(`/api/v1/sources/${encodeURIComponent(source.id)}`, change, { version });
    },
    onSuccess: (saved) => {
      client.setQueryData(['source', saved.id], saved);
      void client.invalidateQueries({ queryKey: ['sources'] });
      void client.invalidateQueries({ queryKey: ['overview'] });
      toast({
        title: assign
          ? t('sources.assigned', { name: saved.name, customer: saved.tenantName })
          : source
            ? t('sources.saved')
            : t('sources.added'),
        brief: true,
      });
    },
  });
}
