import { Button, Modal, NativeSelect, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../api/problem.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { post } from '../../api/request.ts';
import type { MadeInvitation, NewInvitation, Role } from '../../api/types.ts';
import { isCustomerRole, useOwnCustomer } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { CopyLine } from '../../parts/copy.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { isSpecialTenant } from '../../shell/tenant-name.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { invitationsQuery } from './people-queries.ts';
import { RoleChoice } from './role-choice.tsx';
import { customerRoles, roles } from './roles.ts';

/** Whom, as what, for which customer. Without a mail server the link is handed over by hand. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { language } = useFormat();
  const problemText = useProblemText();
  const own = useOwnCustomer();
  const chosen = useTenant();
  const customers = (useQuery(tenantsQuery).data ?? []).filter(({ id }) => !isSpecialTenant(id));
  const first = own?.id ?? (chosen && !isSpecialTenant(chosen) ? chosen : undefined);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>(first ? 'customer-viewer' : 'engineer');
  const [tenant, setTenant] = useState<string | null>(first ?? null);
  const [words, setWords] = useState(language);
  const forCustomer = isCustomerRole(role);
  const invite = useMutation({
    mutationFn: () => {
      const wanted: NewInvitation = { email: email.trim(), role, language: words };
      return post<MadeInvitation>('/api/v1/invitations', {
        ...wanted,
        ...(forCustomer && tenant ? { tenant } : {}),
      });
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      if (made.link) return;
      toast({ title: t('people.inviteSent', { email: made.email }), text: t('people.inviteSentText'), brief: true });
      onClose();
    },
  });
  const link = invite.data?.link;
  const field = invite.error instanceof RequestError ? invite.error.field : '';
  const problem = invite.error && problemText(invite.error);
  if (link) {
    return (
      <Modal opened onClose={onClose} title={t('people.inviteLink')} size={520} closeOnClickOutside={false}>
        <div className="stack">
          <p>{t('people.inviteLinkText')}</p>
          <CopyLine text={link} />
          <div className="bw-dialog-foot">
            <Button variant="filled" onClick={onClose}>
              {t('common.close')}
            </Button>
          </div>
        </div>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={t('people.inviteTitle')} size={520}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <TextInput
          type="email"
          label={t('people.inviteEmail')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={field === 'email' && problem}
          autoComplete="off"
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        <RoleChoice roles={own ? customerRoles : roles} value={role} onChange={setRole} />
        {forCustomer && !own && (
          <Select
            label={t('people.inviteCustomer')}
            description={t('people.inviteCustomerNeeded')}
            searchable
            value={tenant}
            onChange={setTenant}
            nothingFoundMessage={t('shell.noCustomer')}
            error={field === 'tenant' && problem}
            data={customers.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <NativeSelect
          label={t('people.inviteLanguage')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value as typeof words)}
          data={[
            { value: 'nl', label: t('shell.languageNl') },
            { value: 'en', label: t('shell.languageEn') },
          ]}
        />
        {problem && !['email', 'tenant'].includes(field) && (
          <p className="red" role="alert">
            {problem}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={invite.isPending}
            disabled={email.trim() === '' || (forCustomer && !own && !tenant)}
          >
            {t('people.inviteSubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
