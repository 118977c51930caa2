import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { remove, versionOf } from '../../api/request.ts';
import type { Source } from '../../api/types.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';

export function RemoveSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [version] = useState(() => versionOf(source));
  const removal = useMutation({
    mutationFn: () => remove(`/api/v1/sources/${encodeURIComponent(source.id)}`, { version }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sources'] });
      await navigate({ to: '/sources' });
    },
  });
  return (
    <Confirm
      title={t('sources.removeTitle', { name: source.name })}
      submit={t('sources.removeSubmit')}
      busy={removal.isPending}
      onSubmit={() => removal.mutate()}
      onClose={onClose}
    >
      <p>{t('sources.removeText')}</p>
      {removal.error && <p className="red">{problemText(removal.error)}</p>}
    </Confirm>
  );
}
