import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/request.ts';
import { IconLogin2 } from '../../parts/icons.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { ownProvidersQuery } from './profile-queries.ts';

/** Single sign-on: what is linked to this account. `problem` is why linking went wrong, for who comes back from there. */
export function ProvidersPanel({ problem }: { problem?: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const providers = useQuery(ownProvidersQuery);
  const link = useMutation({
    mutationFn: (id: string) =>
      post<{ url: string }>(`/api/v1/profile/providers/${encodeURIComponent(id)}`, { to: '/profile' }),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <Panel id="providers" title={t('profile.providers')} flush>
      {problem && (
        <p className="red bw-pane-foot" role="alert">
          {problem}
        </p>
      )}
      <Answer of={providers} rows={1}>
        {(all) => (
          <ul className="bw-lines">
            {all.map((provider) => (
              <li key={provider.id} className="bw-factor-line">
                <IconLogin2 size={20} stroke={1.6} aria-hidden />
                <div>
                  <div className="strong">{provider.name}</div>
                  {provider.linked ? (
                    <Mark tone="green">{t('profile.providerLinked')}</Mark>
                  ) : (
                    <div className="dim">{t('profile.providerNotLinked')}</div>
                  )}
                </div>
                <div className="row">
                  {!provider.linked && (
                    <Button
                      onClick={() => link.mutate(provider.id)}
                      loading={link.isPending && link.variables === provider.id}
                      aria-label={t('profile.providerLinkOf', { name: provider.name })}
                    >
                      {t('profile.providerLink')}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}
