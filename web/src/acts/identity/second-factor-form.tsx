import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFingerprint } from '../../parts/icons.ts';
import { answerWithPasskey, knowsPasskeys, type PasskeyAnswer } from './passkey.ts';
import './identity.css';
import { AttemptProblem, useWait } from './wait-notice.tsx';

/** How somebody shows once more who they are. */
export type Proof =
  | { kind: 'totp' | 'recovery-code'; code: string }
  | { kind: 'passkey'; response: PasskeyAnswer }
  | { kind: 'password'; password: string };
type Way = Proof['kind'];

/**
 * Asks for one proof, the easiest first, with the other ways one click away. `ways` are those the person has; `submit` tells
 * the server and throws when that refuses.
 */
export function SecondFactorForm({
  ways,
  submit,
  name,
  onCancel,
}: {
  ways: readonly Way[];
  submit: (proof: Proof) => Promise<unknown>;
  /** What the button says. */
  name?: string;
  onCancel?: () => void;
}) {
  const { t } = useTranslation();
  const usable = ways.filter((way) => way !== 'passkey' || knowsPasskeys());
  const [way, setWay] = useState<Way | undefined>(usable[0]);
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const prove = useMutation({
    mutationFn: async (typed: string) => {
      if (way === 'passkey') return submit({ kind: way, response: await answerWithPasskey() });
      if (way === 'password') return submit({ kind: way, password: typed });
      return submit({ kind: way ?? 'totp', code: way === 'totp' ? typed.replace(/\D/g, '') : typed.trim() });
    },
    onError: () => setText(''),
  });
  const waitS = useWait(prove.error);
  // The field comes back when the answer was wrong: where one types next.
  useEffect(() => {
    if (way !== 'passkey' && !prove.isPending) input.current?.focus();
  }, [way, prove.isPending]);
  const change = (typed: string) => {
    setText(typed);
    if (way === 'totp' && typed.replace(/\D/g, '').length === 6 && waitS === 0) prove.mutate(typed);
  };
  if (!way) return <p>{t('entry.noFactor')}</p>;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!prove.isPending) prove.mutate(text);
      }}
    >
      {way === 'totp' && (
        <TextInput
          ref={input}
          size="sm"
          className="bw-code-input"
          label={t('entry.totpCode')}
          description={t('entry.totpCodeHelp')}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          disabled={prove.isPending}
          data-autofocus
        />
      )}
      {way === 'recovery-code' && (
        <TextInput
          ref={input}
          size="sm"
          label={t('entry.recoveryCode')}
          description={t('entry.recoveryCodeHelp')}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          classNames={{ input: 'mono' }}
          data-autofocus
        />
      )}
      {way === 'password' && (
        <PasswordInput
          ref={input}
          size="sm"
          label={t('entry.password')}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          autoComplete="current-password"
          maxLength={200}
          data-autofocus
        />
      )}
      {way === 'passkey' && <p className="dim">{t('entry.passkeyHelp')}</p>}
      <AttemptProblem error={prove.error} waitS={waitS} />
      <div className={onCancel ? 'bw-dialog-foot' : 'stack'}>
        {onCancel && <Button onClick={onCancel}>{t('common.cancel')}</Button>}
        <Button
          type="submit"
          size={onCancel ? 'xs' : 'sm'}
          variant="filled"
          loading={prove.isPending}
          disabled={waitS > 0 || (way !== 'passkey' && text.trim() === '')}
          leftSection={way === 'passkey' ? <IconFingerprint size={17} /> : undefined}
          data-autofocus={way === 'passkey' || undefined}
        >
          {way === 'passkey' ? t('entry.usePasskey') : (name ?? t('entry.confirm'))}
        </Button>
      </div>
      {usable.length > 1 && (
        <div className="bw-other-ways">
          {usable
            .filter((other) => other !== way)
            .map((other) => (
              <button
                key={other}
                type="button"
                className="link"
                onClick={() => {
                  setWay(other);
                  setText('');
                  prove.reset();
                }}
              >
                {t(`entry.way_${other}`)}
              </button>
            ))}
        </div>
      )}
    </form>
  );
}
