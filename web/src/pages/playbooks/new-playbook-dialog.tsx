import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookSummaryWire } from '../../../../src/api/schema/playbooks.ts';
import { playbookVocabularyQuery } from '../../api/playbook-queries.ts';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { visibleText } from '../../parts/visible-text.ts';

/** Makes a draft: from nothing, or as a copy of `from`. */
export function NewPlaybookDialog({ from, onClose }: { from?: PlaybookSummaryWire; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const types = useQuery(playbookVocabularyQuery).data?.types ?? [];
  const [name, setName] = useState(from ? t('playbooks.copyName', { name: from.name }).slice(0, 200) : '');
  const [type, setType] = useState(from?.type ?? '');
  const [language, setLanguage] = useState<PlaybookSummaryWire['language']>(from?.language ?? format.language);
  const make = useMutation({
    mutationFn: () =>
      post<PlaybookSummaryWire>('/api/v1/playbooks', { name: name.trim(), type, language, from: from?.id ?? '' }),
    onSuccess: async (made) => {
      void client.invalidateQueries({ queryKey: ['playbooks', 'list'] });
      onClose();
      await navigate({ to: '/playbooks/$id', params: { id: made.id }, search: { view: 'edit' } });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={from ? t('playbooks.copyTitle', { name: visibleText(from.name) }) : t('playbooks.new')}
      size={480}
    >
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <p className="dim">{t(from ? 'playbooks.copyText' : 'playbooks.newText')}</p>
        <TextInput
          label={t('common.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
        <div className="bw-form-pair">
          <NativeSelect
            label={t('playbooks.type')}
            value={type}
            onChange={(event) => setType(event.currentTarget.value)}
            data={[
              { value: '', label: t('playbooks.typeNone') },
              ...types.map((one) => ({ value: one.type, label: format.text(one.name) })),
            ]}
          />
          <NativeSelect
            label={t('playbooks.language')}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value as typeof language)}
            data={[
              { value: '', label: t('playbooks.languageNone') },
              { value: 'nl', label: t('playbooks.language_nl') },
              { value: 'en', label: t('playbooks.language_en') },
            ]}
          />
        </div>
        {make.error && (
          <p className="red" role="alert">
            {problemText(make.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={make.isPending} disabled={name.trim() === ''}>
            {t('playbooks.newMake')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
