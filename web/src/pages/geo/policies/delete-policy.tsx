import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { geoPoliciesQuery, geoRemovedPoliciesQuery } from '../../../api/geo-queries.ts';
import { RequestError } from '../../../api/problem.ts';
import { remove, versionOf } from '../../../api/request.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { useCuts } from '../parts/use-cuts.tsx';
import { useRestorePolicy } from './use-restore-policy.ts';

/** Asks before a policy goes. Undo brings it back with its history; it is not enforced then. */
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
  const restore = useRestorePolicy();
  const cuts = useCuts();
  const name = visibleText(policy.name);
  const path = `/api/v1/geo/policies/${encodeURIComponent(policy.id)}`;
  const drop = useMutation({
    mutationFn: () =>
      cuts.run((acknowledged) =>
        remove(`${path}${acknowledged ? '?acknowledgeCuts=true' : ''}`, { version: versionOf(policy) }),
      ),
    onSuccess: () => {
      onLeave();
      void navigate({ to: '/geo', search: { view: 'policies' } }).then(() => {
        for (const { queryKey } of [geoPoliciesQuery, geoRemovedPoliciesQuery])
          void client.invalidateQueries({ queryKey, exact: true });
      });
      toast({
        title: t('geo.deleted', { name }),
        act: { name: t('common.undo'), run: () => restore.mutate({ id: policy.id }) },
      });
    },
  });
  // They were listed, and the person let it be.
  const declined = drop.error instanceof RequestError && drop.error.kind === 'geo-cuts';
  return (
    <>
      <Confirm
        title={t('geo.deleteTitle', { name })}
        submit={t('geo.delete')}
        busy={drop.isPending}
        onSubmit={() => drop.mutate()}
        onClose={onClose}
      >
        {policy.state === 'enforced' && <p className="strong">{t('geo.deleteEnforced')}</p>}
        <p>{t('geoHistory.deleteText')}</p>
        {drop.error && !declined && (
          <p className="red" role="alert">
            {problemText(drop.error)}
          </p>
        )}
      </Confirm>
      {cuts.dialog}
    </>
  );
}
