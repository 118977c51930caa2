import { Button, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartName } from '../../../../src/api/schema/customers.ts';
import { RequestError } from '../../api/problem.ts';
import { patch, post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { type CustomerPage, customerQuery, pathOf } from './customer-queries.ts';
import { blankOf, type PartField, partFields, type Row, type Values } from './part-fields.ts';
import { weekdayName } from './use-shown-value.ts';

const kinds = ['pbx', 'trunk', 'sbc', 'server', 'other'] as const;
const helps = new Set(['addresses', 'country', 'first', 'timeZone']);

/** Adds or changes one row of a part. */
export function PartForm({
  page,
  part,
  row,
  onClose,
}: {
  page: CustomerPage;
  part: PartName;
  row: Row | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const fields = partFields[part];
  const [draft, setDraft] = useState<Values>(() =>
    row ? (Object.fromEntries(fields.map(({ key }) => [key, row[key]])) as Values) : blankOf(part),
  );
  const path = `${pathOf(page.customer.id)}/${part}`;
  const renew = () => client.invalidateQueries({ queryKey: customerQuery(page.customer.id).queryKey });
  const save = useMutation({
    mutationFn: (version: string | undefined) => {
      const values = part === 'numbers' && !draft.last ? { ...draft, last: draft.first } : draft;
      return row
        ? patch(`${path}/${encodeURIComponent(row.id)}`, changes(values, row), { version })
        : post(path, values);
    },
    onSuccess: () => {
      onClose();
      return renew();
    },
  });
  const error = save.error instanceof RequestError ? save.error : undefined;
  const wrong = (key: string) =>
    error?.field === key || error?.field.startsWith(`${key}.`) ? problemText(error) : undefined;
  const named = fields.some(({ key }) => wrong(key));
  return (
    <Modal
      opened
      onClose={onClose}
      title={row ? `${t(`customers.part_${part}`)}: ${t('common.edit').toLowerCase()}` : t(`customers.partAdd_${part}`)}
      size={520}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(row && `"${row.version}"`);
        }}
      >
        {fields.map((field, place) => (
          <FieldInput
            key={field.key}
            page={page}
            field={field}
            first={place === 0}
            value={draft[field.key]}
            error={wrong(field.key)}
            onChange={(value) => setDraft((old) => ({ ...old, [field.key]: value }))}
          />
        ))}
        {error?.kind === 'version-stale' ? (
          <ConflictNotice
            error={error}
            onTheirs={() => {
              onClose();
              void renew();
            }}
            onMine={(newest) => save.mutate(newest)}
          />
        ) : (
          save.error &&
          !named && (
            <p className="red" role="alert">
              {problemText(save.error)}
            </p>
          )
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {row ? t('common.save') : t(`customers.partAdd_${part}`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function changes(values: Values, row: Row): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(row[key])),
  );
}

function FieldInput({
  page,
  field: { key, input, required },
  first,
  value,
  error,
  onChange,
}: {
  page: CustomerPage;
  field: PartField;
  first: boolean;
  value: Values[string];
  error: string | undefined;
  onChange: (value: Values[string]) => void;
}) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const shared = {
    label: t(`customers.field_${key as 'name'}`),
    description: helps.has(key) ? t(`customers.help_${key as 'first'}`) : undefined,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    error,
    required,
    withAsterisk: false,
    'data-autofocus': first || undefined,
  };
  const choose = (data: { value: string; label: string }[]) => (
    <NativeSelect
      {...shared}
      value={String(value ?? '')}
      onChange={(event) =>
        onChange(input === 'weekday' ? Number(event.currentTarget.value) : event.currentTarget.value)
      }
      data={data}
    />
  );
  const named = (items: readonly { id: string; name: string }[], none: string) =>
    choose([{ value: '', label: none }, ...items.map(({ id, name }) => ({ value: id, label: name }))]);
  switch (input) {
    case 'site':
      return named(page.sites.items, t('customers.allSites'));
    case 'asset':
      return named(page.assets.items, t('customers.none'));
    case 'kind':
      return choose(kinds.map((kind) => ({ value: kind, label: t(`customers.kind-${kind}`) })));
    case 'weekday':
      return choose([1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(language, day) })));
    case 'addresses':
      return (
        <Textarea
          {...shared}
          value={(value as string[]).join('\n')}
          onChange={(event) => onChange(event.currentTarget.value.split(/[\s,;]+/))}
          onBlur={() => onChange((value as string[]).filter(Boolean))}
          autosize
          minRows={2}
          spellCheck={false}
        />
      );
    case 'count':
      return (
        <NumberInput
          {...shared}
          value={value === null ? '' : Number(value)}
          onChange={(next) => onChange(next === '' ? null : Number(next))}
          min={0}
          allowDecimal={false}
        />
      );
    default:
      return (
        <TextInput
          {...shared}
          type={input === 'time' || input === 'date' || input === 'tel' ? input : 'text'}
          value={String(value ?? '')}
          onChange={(event) =>
            onChange(input === 'country' ? event.currentTarget.value.toUpperCase() : event.currentTarget.value)
          }
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
        />
      );
  }
}
