import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post, remove } from '../../api/request.ts';
import type { Invitation, MadeInvitation } from '../../api/types.ts';
import { isCustomerRole, useOwnCustomer } from '../../api/use-session.ts';
import { CopyLine } from '../../parts/copy.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { invitationsQuery } from './people-queries.ts';

const mailTones: Record<Invitation['mail'], Tone> = {
  waiting: 'dim',
  delivered: 'green',
  failed: 'red',
  none: 'amber',
};

/** Who was asked and has not come yet. */
export function InvitationsPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const own = useOwnCustomer();
  const tenant = useTenant();
  const invitations = useQuery(invitationsQuery);
  const renew = () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
  const failed = (error: unknown) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
  const pathOf = ({ id }: Invitation) => `/api/v1/invitations/${encodeURIComponent(id)}`;
  const resend = useMutation({
    mutationFn: (one: Invitation) => post<MadeInvitation>(`${pathOf(one)}/resend`),
    onSuccess: ({ email, link }) => {
      toast({
        title: link ? t('people.inviteLink') : t('people.resent', { email }),
        text: link && <CopyLine text={link} />,
        brief: !link,
      });
      return renew();
    },
    onError: failed,
  });
  const withdraw = useMutation({
    mutationFn: (one: Invitation) => remove(pathOf(one)),
    onSuccess: (_, { email }) => {
      toast({ title: t('people.withdrawn', { email }), brief: true });
      return renew();
    },
    onError: failed,
  });
  return (
    <Panel id="invitations" title={t('people.invitations')} flush>
      <Answer of={invitations} rows={2}>
        {(every) => {
          const all = tenant ? every.filter((one) => one.tenant === tenant) : every;
          return (
            <ul className="bw-lines">
              {all.length === 0 && <li className="dim">{t('people.invitationsNone')}</li>}
              {all.map((one) => (
                <li key={one.id} className="bw-invitation" data-invitation={one.email}>
                  <div>
                    <div className="strong">{one.email}</div>
                    <div className="dim">
                      {t(`people.role_${one.role}`)}
                      {isCustomerRole(one.role) && !own && ` · ${one.tenantName}`}
                    </div>
                  </div>
                  <div>
                    <Mark tone={mailTones[one.mail]}>{t(`people.mail_${one.mail}`)}</Mark>
                    <div className={one.expired ? 'amber' : 'dim'}>
                      {t('people.invitedBy', { name: one.invitedBy })},{' '}
                      {t(one.expired ? 'people.invitationExpired' : 'people.invitationExpires')}{' '}
                      <Ago at={one.expiresAt} />
                    </div>
                  </div>
                  <div className="row wrap">
                    <Button
                      onClick={() => resend.mutate(one)}
                      loading={resend.isPending && resend.variables.id === one.id}
                      aria-label={t('people.resendOf', { email: one.email })}
                    >
                      {t('people.resend')}
                    </Button>
                    <Button
                      onClick={() => withdraw.mutate(one)}
                      loading={withdraw.isPending && withdraw.variables.id === one.id}
                      aria-label={t('people.withdrawOf', { email: one.email })}
                    >
                      {t('people.withdraw')}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}
