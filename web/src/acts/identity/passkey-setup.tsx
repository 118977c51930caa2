import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFingerprint } from '../../parts/icons.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { useDeviceName } from './device-name.ts';
import { makePasskey } from './passkey.ts';

/** Names a passkey and makes it on this device. */
export function PasskeySetup({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const deviceName = useDeviceName();
  const [name, setName] = useState(deviceName(navigator.userAgent));
  const make = useMutation({ mutationFn: () => makePasskey(name.trim()), onSuccess: onDone });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <TextInput
        size="sm"
        label={t('profile.passkeyName')}
        description={t('profile.passkeyNameHelp')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={60}
        data-autofocus
      />
      {make.error && (
        <p className="red" role="alert">
          {problemText(make.error)}
        </p>
      )}
      <Button
        type="submit"
        size="sm"
        variant="filled"
        loading={make.isPending}
        disabled={name.trim() === ''}
        leftSection={<IconFingerprint size={17} />}
      >
        {t('profile.passkeyMake')}
      </Button>
    </form>
  );
}
