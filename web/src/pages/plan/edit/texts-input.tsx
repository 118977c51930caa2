import { ActionIcon, Button, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PlanFaultWire } from '../../../../../src/api/schema/plan.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { IconPlus, IconTrash } from '../../../parts/icons.ts';
import { hasBlank } from '../read/plan-text.tsx';

/** Sentences of a list, one beneath the other. */
export function TextsInput({
  label,
  texts,
  at,
  most,
  error,
  faults,
  onChange,
}: {
  label: string;
  texts: readonly string[];
  at: string;
  most: number;
  error: string | undefined;
  faults: readonly PlanFaultWire[];
  onChange: (texts: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <fieldset className="bw-plan-list">
      <legend>{label}</legend>
      {error && (
        <p className="red" role="alert">
          {error}
        </p>
      )}
      {texts.map((text, index) => {
        const wrong = faults.filter(({ field }) => field === `${at}.${index}`).map((fault) => format.text(fault.text));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no identity
          <div key={index} className="bw-plan-sentence">
            <Textarea
              aria-label={`${label} ${index + 1}`}
              value={text}
              onChange={(event) => onChange(texts.with(index, event.currentTarget.value))}
              error={wrong.join(' ') || undefined}
              data-blank={hasBlank(text) || undefined}
              maxLength={1000}
              autosize
              minRows={1}
            />
            <ActionIcon
              variant="subtle"
              aria-label={t('plan.takeAway', { name: `${label} ${index + 1}` })}
              onClick={() => onChange(texts.toSpliced(index, 1))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </div>
        );
      })}
      {texts.length < most && (
        <Button leftSection={<IconPlus size={15} />} onClick={() => onChange([...texts, ''])}>
          {t('plan.add')}
        </Button>
      )}
    </fieldset>
  );
}
