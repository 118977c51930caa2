import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VariableType } from '../../../../../src/core/playbook/vocabularies.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import { plainName } from '../model/edit-parts.ts';

interface Asked {
  readonly name: string;
  readonly type: VariableType;
  readonly description: string;
  readonly needed?: boolean;
}

/** A field for each variable, by its type; what is left empty is not known. */
export function ValuesForm({
  asked,
  values,
  onChange,
}: {
  asked: readonly Asked[];
  values: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}) {
  const { t } = useTranslation();
  return asked.map(({ name, type, description, needed }) => {
    const field = {
      label: <bdi>{plainName(name)}</bdi>,
      description: description ? <bdi>{visibleText(description)}</bdi> : undefined,
      required: needed,
      value: values[name] ?? '',
    };
    if (type === 'bool') {
      return (
        <NativeSelect
          key={name}
          {...field}
          onChange={(event) => onChange(name, event.currentTarget.value)}
          data={[
            { value: '', label: t('playbooks.valueUnknown') },
            { value: 'true', label: t('playbooks.answerYes') },
            { value: 'false', label: t('playbooks.answerNo') },
          ]}
        />
      );
    }
    if (type === 'dictionary') {
      return (
        <Textarea
          key={name}
          {...field}
          autosize
          minRows={2}
          onChange={(event) => onChange(name, event.currentTarget.value)}
        />
      );
    }
    const digits = type === 'integer' || type === 'long';
    return (
      <TextInput
        key={name}
        {...field}
        inputMode={digits ? 'numeric' : type === 'float' ? 'decimal' : undefined}
        autoComplete="off"
        spellCheck={type === 'string'}
        onChange={(event) => onChange(name, event.currentTarget.value)}
      />
    );
  });
}

/** What was filled in, as the API takes it; what was left empty is left out. */
export function filledIn(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
