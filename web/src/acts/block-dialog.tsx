import { Button, Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { previewQuery } from '../api/queries.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useProblemText } from '../parts/problem-notice.tsx';
import { looksLikeAddress } from './address.ts';
import { BlockPreview, refusalOf } from './block-preview.tsx';
import { useBlock } from './use-block.ts';

/** What the dialog starts with. */
export interface BlockWish {
  value?: string;
  durationS?: number;
  reason?: string;
  tenant?: string;
}

const durations = [3600, 14_400, 86_400, 604_800, 2_592_000];

/** Asks for a block: what, how long, why; shows what it touches before the button can be pressed. */
export function BlockDialog({ wish, onClose }: { wish: BlockWish; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const [value, setValue] = useState(wish.value ?? '');
  const [durationS, setDurationS] = useState(wish.durationS ?? 3600);
  const [reason, setReason] = useState(wish.reason ?? '');
  const [settled] = useDebouncedValue(value.trim(), 300);
  const bare = value.trim();
  const valid = looksLikeAddress(bare);
  const asking = looksLikeAddress(settled) && settled === bare;
  const preview = useQuery({
    ...previewQuery({ value: settled, durationS, reason, tenant: wish.tenant }),
    enabled: asking,
  });
  const held = refusalOf(preview.data) !== undefined;
  const block = useBlock();
  const choices = durations.includes(durationS) ? durations : [durationS, ...durations];

  return (
    <Modal opened onClose={onClose} title={t('blocks.formTitle')} size={520}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          block.mutate(
            { value: bare, durationS, reason: reason.trim() || t('blocks.reasonDefault'), tenant: wish.tenant },
            { onSuccess: onClose },
          );
        }}
      >
        <TextInput
          label={t('blocks.value')}
          description={wish.value ? undefined : t('blocks.valueHelp')}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          error={bare !== '' && settled === bare && !valid ? t('blocks.valueBad') : undefined}
          data-autofocus={wish.value ? undefined : true}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          required
          withAsterisk={false}
          classNames={{ input: 'mono' }}
        />
        <div>
          <div className="bw-label" id="block-duration">
            {t('blocks.duration')}
          </div>
          <SegmentedControl
            fullWidth
            aria-labelledby="block-duration"
            value={String(durationS)}
            onChange={(chosen) => setDurationS(Number(chosen))}
            data={choices.map((seconds) => ({ value: String(seconds), label: format.duration(seconds) }))}
          />
        </div>
        <Textarea
          label={t('common.reason')}
          description={t('blocks.reasonHelp')}
          placeholder={t('blocks.reasonDefault')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={1}
          maxRows={4}
        />
        <BlockPreview asking={asking} query={preview} />
        {block.error && (
          <p className="red" role="alert">
            {problemText(block.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={block.isPending}
            disabled={!valid || held || (asking && preview.isLoading)}
            data-autofocus={wish.value ? true : undefined}
          >
            {valid
              ? t('blocks.submit', { value: bare, duration: format.duration(durationS) })
              : t('blocks.submitPlain')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
