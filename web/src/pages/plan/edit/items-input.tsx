import { ActionIcon, Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanFaultWire } from '../../../../../src/api/schema/plan.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { IconChevronDown, IconChevronRight, IconPlus, IconTrash } from '../../../parts/icons.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import type { PlanItem } from '../plan-parts.ts';
import type { EditField } from './edit-field.ts';

/** Things of a list: open one, move it, take it away, add one. What is wrong inside shows while it is closed. */
export function ItemsInput({
  field,
  items,
  at,
  label,
  error,
  faults,
  onChange,
  isAlone,
  children,
}: {
  field: EditField;
  items: readonly PlanItem[];
  at: string;
  label: string;
  error: string | undefined;
  faults: readonly PlanFaultWire[];
  onChange: (items: readonly PlanItem[]) => void;
  isAlone: boolean;
  /** Inputs of one thing. */
  children: (item: PlanItem, at: string, change: (part: string, value: unknown) => void) => ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpen((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const nameOf = (item: PlanItem) => {
    const by = field.fields?.find(({ name }) => name === field.calledBy);
    const value = String(item[field.calledBy] ?? item.id);
    const choice = by?.choices.find((one) => one.value === value);
    if (field.calledBy === 'id') return matrixName(field, item, format.text);
    const text = choice ? format.text(choice.label) : visibleText(value.replaceAll('\n', ' '));
    return text.length > 90 ? `${text.slice(0, 89)}…` : text || t('plan.noName');
  };
  const move = (from: number, to: number) => onChange(items.toSpliced(from, 1).toSpliced(to, 0, items[from]));
  const add = () => {
    const item = newItem(field, items);
    onChange([...items, item]);
    toggle(String(item.id));
  };
  return (
    <fieldset className={isAlone ? 'bw-plan-list alone' : 'bw-plan-list'}>
      <legend className={isAlone ? 'sr-only' : undefined}>{label}</legend>
      {error && (
        <p className="red" role="alert">
          {error}
        </p>
      )}
      <ul>
        {items.map((item, index) => {
          const id = String(item.id);
          const place = `${at}.${index}`;
          const inside = faults.filter((one) => one.field === place || one.field.startsWith(`${place}.`));
          const own = inside.filter((one) => one.field === place).map(({ text }) => format.text(text));
          const isOpen = open.has(id);
          const name = nameOf(item);
          return (
            <li key={id}>
              <div className="bw-plan-item-head">
                <button type="button" className="bw-plan-open" aria-expanded={isOpen} onClick={() => toggle(id)}>
                  {isOpen ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
                  <span>{name}</span>
                  {inside.length > 0 && (
                    <span className="bw-plan-count" title={t('plan.missing', { count: inside.length })}>
                      {inside.length}
                    </span>
                  )}
                </button>
                <span className="row">
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('plan.moveUp', { name })}
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    ↑
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('plan.moveDown', { name })}
                    disabled={index === items.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    ↓
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('plan.takeAway', { name })}
                    onClick={() => onChange(items.toSpliced(index, 1))}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                </span>
              </div>
              {isOpen && (
                <div className="bw-plan-item-body">
                  {own.length > 0 && (
                    <p className="red" role="alert">
                      {own.join(' ')}
                    </p>
                  )}
                  {children(item, place, (part, value) => onChange(items.with(index, { ...item, [part]: value })))}
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {items.length < field.most && (
        <Button leftSection={<IconPlus size={15} />} onClick={add}>
          {t('plan.add')}
        </Button>
      )}
    </fieldset>
  );
}

function matrixName(field: EditField, item: PlanItem, say: (text: { nl: string; en: string }) => string): string {
  return (field.fields ?? [])
    .map((one) => {
      const choice = one.choices.find(({ value }) => value === item[one.name]);
      return choice ? `${say(one.label)} ${say(choice.label)}` : '';
    })
    .filter(Boolean)
    .join(' · ');
}

function newItem(field: EditField, items: readonly PlanItem[]): PlanItem {
  const taken = new Set(items.map(({ id }) => id));
  let number = items.length + 1;
  while (taken.has(`item-${number}`)) number++;
  const values = (field.fields ?? []).map((one) => [one.name, emptyOf(one)]);
  return { id: `item-${number}`, ...Object.fromEntries(values) };
}

function emptyOf({ kind, choices }: EditField): unknown {
  if (kind === 'choice') return choices[0]?.value ?? '';
  if (kind === 'number') return 0;
  return kind === 'list' || kind === 'texts' ? [] : '';
}
