import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoGroupWire } from '../../../../../src/api/schema/geo.ts';
import { put } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { SubjectChooser } from './subject-chooser.tsx';

/** Makes or changes a group of the provider's own. */
export function GroupDialog({ group, onClose }: { group: GeoGroupWire | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [name, setName] = useState(group?.name ?? '');
  const [title, setTitle] = useState(group ? format.text(group.title) : '');
  const [subjects, setSubjects] = useState<readonly string[]>(group?.subjects ?? []);
  const save = useMutation({
    mutationFn: () => put(`/api/v1/geo/groups/${encodeURIComponent(name)}`, { title: title.trim(), subjects }),
    onSuccess: () => {
      toast({ title: t('geo.groupSaved'), brief: true });
      onClose();
      return client.invalidateQueries({ queryKey: ['geo', 'policies'] });
    },
  });
  const ready = /^[a-z0-9][a-z0-9-]{0,40}$/.test(name) && title.trim() !== '' && subjects.length > 0;
  return (
    <Modal opened onClose={onClose} title={group ? t('geo.groupEdit', { name }) : t('geo.groupNew')} size={560}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          label={t('geo.groupTitle')}
          value={title}
          onChange={(event) => {
            const next = event.currentTarget.value;
            setTitle(next);
            if (!group) setName(nameOf(next));
          }}
          maxLength={120}
          data-autofocus
        />
        {!group && (
          <TextInput
            label={t('geo.groupName')}
            description={t('geo.groupNameHelp')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={41}
            spellCheck={false}
            autoComplete="off"
          />
        )}
        <SubjectChooser
          label={t('geo.groupMembers')}
          help={t('geo.subjectsHelp')}
          value={subjects}
          numbers={false}
          onChange={setSubjects}
        />
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={!ready}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** A name for files out of a title: "Onze vestigingen" becomes onze-vestigingen. */
function nameOf(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}
