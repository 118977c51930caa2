import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, type Versioned } from '../../api/request.ts';
import type { Person, PersonChange } from '../../api/types.ts';
import { isCustomerRole } from '../../api/use-session.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { peopleQuery, personQuery } from './people-queries.ts';
import { RoleChoice } from './role-choice.tsx';
import { customerRoles, providerRoles } from './roles.ts';

/** Another role for a person; a customer's people stay a customer's people. */
export function ChangeRole({ seen, onClose }: { seen: Versioned<Person>; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  // What was on the screen when the dialog opened is what the change is about.
  const [{ data: person, version }] = useState(seen);
  const [role, setRole] = useState(person.role);
  const [reason, setReason] = useState('');
  const name = person.name || person.email;
  const change = useMutation({
    mutationFn: () =>
      patch<Person>(`/api/v1/people/${encodeURIComponent(person.id)}`, { role } satisfies PersonChange, {
        version,
        reason,
      }),
    onSuccess: () => {
      toast({
        title: t('people.changeRoleDone', { name, role: t(`people.role_${role}`).toLowerCase() }),
        brief: true,
      });
      onClose();
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      void client.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('people.changeRoleTitle', { name })} size={500}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <p className="dim">
          {t('people.changeRoleNow', { role: t(`people.role_${person.role}`).toLowerCase() })}.{' '}
          {t('people.changeRoleEffect')}
        </p>
        <RoleChoice
          roles={isCustomerRole(person.role) ? customerRoles : providerRoles}
          value={role}
          onChange={setRole}
        />
        <TextInput
          label={t('people.why')}
          description={t('people.whyHelp')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
        />
        {change.error && (
          <p className="red" role="alert">
            {problemText(change.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={change.isPending} disabled={role === person.role}>
            {t('people.changeRoleSubmit', { name, role: t(`people.role_${role}`).toLowerCase() })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
