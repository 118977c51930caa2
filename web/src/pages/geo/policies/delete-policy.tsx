import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { post, remove, versionOf } from '../../../api/request.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { formOf } from './draft-policy.ts';

/** Asks before a policy goes. Undo makes it again; it then watches. */
export function DeletePolicy({
  policy,
  onLeave,
  onClose,
}: {
  policy: GeoPolicyWire;
  onLeave: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const name = visibleText(policy.name);
  const renew = () => void client.invalidateQueries({ queryKey: ['geo', 'policies'], exact: true });
  const drop = useMutation({
    mutationFn: () => remove(`/api/v1/geo/policies/${encodeURIComponent(policy.id)}`, { version: versionOf(policy) }),
    onSuccess: () => {
      onLeave();
      void navigate({ to: '/geo', search: { view: 'policies' } }).then(renew);
      toast({
        title: t('geo.deleted', { name }),
        act: {
          name: t('common.undo'),
          run: () =>
            void post('/api/v1/geo/policies', { ...formOf(policy), state: 'watch', confirm: [] }).then(
              renew,
              (error: unknown) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
            ),
        },
      });
    },
  });
  return (
    <Confirm
      title={t('geo.deleteTitle', { name })}
      submit={t('geo.delete')}
      busy={drop.isPending}
      onSubmit={() => drop.mutate()}
      onClose={onClose}
    >
      {policy.state === 'enforced' && <p className="strong">{t('geo.deleteEnforced')}</p>}
      <p>{t('geo.deleteText')}</p>
      {drop.error && (
        <p className="red" role="alert">
          {problemText(drop.error)}
        </p>
      )}
    </Confirm>
  );
}
