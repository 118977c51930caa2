import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { settingsQuery } from '../../api/queries.ts';
import { requestVersioned } from '../../api/request.ts';
import type { Settings } from '../../api/types.ts';
import { toast } from '../../parts/toast.tsx';

/** Changes some of the settings and says so. */
export function useSaveSettings() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<Settings>) => {
      const seen = client.getQueryData(settingsQuery.queryKey)?.version;
      return requestVersioned<Settings>('PATCH', '/api/v1/settings', { body: change, version: seen });
    },
    onSuccess: (settings) => {
      client.setQueryData(settingsQuery.queryKey, settings);
      void client.invalidateQueries({ queryKey: ['overview'] });
      toast({ id: 'settings-saved', title: t('common.saved'), brief: true });
    },
  });
}
