import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookSecretWire } from '../../../../src/api/schema/playbook-secrets.ts';
import { playbookVocabularyQuery } from '../../api/playbook-queries.ts';
import { put } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

const nameForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Keeps a secret under a name, for one host; `secret` is the one it replaces. */
export function SecretDialog({ secret, onClose }: { secret?: PlaybookSecretWire; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const hosts = useQuery(playbookVocabularyQuery).data?.httpHosts ?? [];
  const [name, setName] = useState(secret?.name ?? '');
  const [host, setHost] = useState(secret?.host ?? '');
  const [user, setUser] = useState(secret?.user ?? '');
  const [value, setValue] = useState('');
  const keep = useMutation({
    mutationFn: () =>
      put(`/api/v1/playbook-secrets/${encodeURIComponent(name)}`, { host: host.trim(), user, secret: value }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['playbooks'] });
      onClose();
      toast({ title: t('playbooks.secretIsKept', { name }), brief: true });
    },
  });
  const isNamed = nameForm.test(name);
  return (
    <Modal
      opened
      onClose={onClose}
      title={secret ? t('playbooks.secretReplaceTitle', { name }) : t('playbooks.secretNew')}
      size={480}
    >
      <form
        className="stack loose"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate();
        }}
      >
        {!secret && (
          <TextInput
            label={t('common.name')}
            description={t('playbooks.secretNameText')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={name !== '' && !isNamed ? t('playbooks.secretNameWrong') : undefined}
            classNames={{ input: 'mono' }}
            maxLength={64}
            required
            data-autofocus
          />
        )}
        <TextInput
          label={t('playbooks.secretHost')}
          description={
            hosts.length === 0
              ? t('playbooks.secretHostNone')
              : t('playbooks.secretHostText', { hosts: hosts.join(', ') })
          }
          placeholder="crm.example.nl"
          value={host}
          onChange={(event) => setHost(event.currentTarget.value)}
          maxLength={260}
          required
        />
        <TextInput
          label={t('playbooks.secretUser')}
          description={t('playbooks.secretUserText')}
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
          maxLength={200}
          autoComplete="off"
        />
        <PasswordInput
          label={t('playbooks.secretValue')}
          description={t('playbooks.secretValueText')}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          maxLength={8000}
          autoComplete="new-password"
          required
        />
        {keep.error && (
          <p className="red" role="alert">
            {problemText(keep.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={keep.isPending}
            disabled={!isNamed || host.trim() === '' || value === ''}
          >
            {t('playbooks.secretKeep')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
