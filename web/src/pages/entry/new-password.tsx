import { PasswordInput } from '@mantine/core';
import type { ReactNode } from 'react';
import './entry.css';
import { PasswordMeter } from './password-meter.tsx';
import { minimumLength } from './password-strength.ts';

/** A new password with its meter. `known`: what a guesser knows of the person. */
export function NewPassword({
  label,
  help,
  value,
  onChange,
  known,
  error,
  autoFocus,
}: {
  label: string;
  help?: string;
  value: string;
  onChange: (value: string) => void;
  known: string[];
  error?: ReactNode;
  autoFocus?: boolean;
}) {
  return (
    <div>
      <PasswordInput
        size="sm"
        label={label}
        description={help}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="new-password"
        error={error}
        minLength={minimumLength}
        maxLength={200}
        required
        withAsterisk={false}
        autoFocus={autoFocus}
      />
      <PasswordMeter password={value} known={known} />
    </div>
  );
}

/** Whether a button may already be pressed with it: an empty one is told by the browser. */
export function isTooShort(password: string): boolean {
  return password.length > 0 && [...password].length < minimumLength;
}
