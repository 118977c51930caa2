import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallSettings, CallSettingsForm } from '../../../../../src/api/schema/call-settings.ts';
import { put, type Versioned } from '../../../api/request.ts';
import { toast } from '../../../parts/toast.tsx';

/** Saves what holds for a customer's calls: the whole of it with what was changed. */
export function useSaveCallSettings(tenant: string, got: Versioned<CallSettings>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<CallSettingsForm>) => {
      const { tenant: _tenant, version: _version, deck: _deck, ...now } = got.data;
      return put<CallSettings>(
        `/api/v1/customers/${encodeURIComponent(tenant)}/call-settings`,
        { ...now, ...change },
        { version: got.version || `"${got.data.version}"` },
      );
    },
    onSuccess: () => {
      toast({ title: t('calls.saved'), brief: true });
      void client.invalidateQueries({ queryKey: ['call-report'] });
      return client.invalidateQueries({ queryKey: ['call-settings', tenant] });
    },
  });
}
