import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import type { PlanFaultWire } from '../../../../../src/api/schema/plan.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { hasBlank } from '../read/plan-text.tsx';
import type { EditField } from './edit-field.ts';
import { ItemsInput } from './items-input.tsx';
import { TextsInput } from './texts-input.tsx';

interface Fields {
  readonly fields: readonly EditField[];
  readonly value: Readonly<Record<string, unknown>>;
  /** Place of the group in the plan, such as `roles.0`; '' for the plan itself. */
  readonly at: string;
  readonly faults: readonly PlanFaultWire[];
  readonly onChange: (name: string, value: unknown) => void;
  /** Lists in it are the part itself, or one of several. */
  readonly isTop?: boolean;
}

/** Inputs for the fields of a group, each with what is wrong beneath it. */
export function FieldsInput({ fields, value, at, faults, onChange, isTop }: Fields) {
  return (
    <div className={at === '' ? 'bw-plan-fields' : 'bw-plan-fields nested'}>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={value[field.name]}
          at={at === '' ? field.name : `${at}.${field.name}`}
          faults={faults}
          onChange={(next) => onChange(field.name, next)}
          isAlone={isTop === true && fields.length === 1}
        />
      ))}
    </div>
  );
}

function FieldInput({
  field,
  value,
  at,
  faults,
  onChange,
  isAlone,
}: {
  field: EditField;
  value: unknown;
  at: string;
  faults: readonly PlanFaultWire[];
  onChange: (value: unknown) => void;
  isAlone: boolean;
}) {
  const format = useFormat();
  const label = format.text(field.label);
  const error =
    faults
      .filter((fault) => fault.field === at)
      .map(({ text }) => format.text(text))
      .join(' ') || undefined;
  const common = { label, error, id: `plan-field-${at}` };
  if (field.kind === 'group')
    return (
      <FieldsInput
        fields={field.fields ?? []}
        value={value as Record<string, unknown>}
        at={at}
        faults={faults}
        onChange={(name, next) => onChange({ ...(value as object), [name]: next })}
      />
    );
  if (field.kind === 'list')
    return (
      <ItemsInput {...{ field, at, faults, error, onChange, isAlone }} items={value as never} label={label}>
        {(item, place, change) => (
          <FieldsInput fields={field.fields ?? []} value={item} at={place} faults={faults} onChange={change} />
        )}
      </ItemsInput>
    );
  if (field.kind === 'texts')
    return <TextsInput {...{ at, faults, error, onChange, label }} texts={value as string[]} most={field.most} />;
  if (field.kind === 'choice')
    return (
      <NativeSelect
        {...common}
        className="short"
        data={field.choices.map((choice) => ({ value: choice.value, label: format.text(choice.label) }))}
        value={String(value)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (field.kind === 'number')
    return (
      <NumberInput
        {...common}
        className="short"
        value={Number(value)}
        onChange={(next) => onChange(Math.min(field.most, Math.max(0, Math.trunc(Number(next) || 0))))}
        min={0}
        max={field.most}
        allowDecimal={false}
        allowNegative={false}
      />
    );
  if (field.kind === 'day')
    return (
      <TextInput
        {...common}
        className="short"
        type="date"
        value={String(value)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  const text = String(value);
  const input = {
    ...common,
    value: text,
    maxLength: field.most,
    'data-blank': hasBlank(text) || undefined,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return field.most > 1000 ? (
    <Textarea {...input} className="long" autosize minRows={2} maxRows={14} />
  ) : (
    <TextInput {...input} autoComplete="off" />
  );
}
