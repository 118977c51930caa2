import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoGroupVersionWire, GeoOwnGroup } from '../../../../../src/api/schema/geo.ts';
import { RequestError } from '../../../api/problem.ts';
import { get, put } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { useCuts } from '../parts/use-cuts.tsx';
import { GroupHistory } from './group-history.tsx';
import { SubjectChooser } from './subject-chooser.tsx';

/** Makes or changes a group of the provider's own; below it what it was, to take over. Nothing counts before it is saved. */
export function GroupDialog({ group, onClose }: { group: GeoOwnGroup | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const cuts = useCuts();
  /** What it was when this was opened, or when somebody else's newer one was looked at. */
  const [base, setBase] = useState(group);
  const [name, setName] = useState(group?.name ?? '');
  const [title, setTitle] = useState(group ? format.text(group.title) : '');
  const [subjects, setSubjects] = useState<readonly string[]>(group?.subjects ?? []);
  const [taken, setTaken] = useState<number>();
  const path = `/api/v1/geo/groups/${encodeURIComponent(name)}`;
  const save = useMutation({
    mutationFn: (seen: GeoOwnGroup | undefined) =>
      cuts.run((acknowledgeCuts) =>
        put<GeoOwnGroup>(
          path,
          { title: title.trim(), subjects, ...(acknowledgeCuts && { acknowledgeCuts }) },
          { version: `"${seen?.version ?? 0}"` },
        ),
      ),
    onSuccess: () => {
      toast({ title: t('geo.groupSaved'), brief: true });
      onClose();
      return client.invalidateQueries({ queryKey: ['geo', 'policies'] });
    },
  });
  const take = (version: Pick<GeoGroupVersionWire, 'version' | 'title' | 'subjects'>) => {
    setTitle(version.title);
    setSubjects(version.subjects);
    setTaken(version.version);
    save.reset();
  };
  const theirs = useMutation({ mutationFn: () => get<GeoOwnGroup>(path) });
  const kind = save.error instanceof RequestError ? save.error.kind : '';
  const overtaken = kind === 'version-stale' && group !== undefined;
  const ready = /^[a-z0-9][a-z0-9-]{0,40}$/.test(name) && title.trim() !== '' && subjects.length > 0;
  const error = theirs.error ?? save.error;
  return (
    <Modal opened onClose={onClose} title={group ? t('geo.groupEdit', { name }) : t('geo.groupNew')} size={620}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(base);
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
        {group && <p className="dim">{t('geoHistory.groupUsed')}</p>}
        {taken !== undefined && (
          <p className="strong" role="status">
            {t('geoHistory.groupTaken', { version: taken })}
          </p>
        )}
        {error && kind !== 'geo-cuts' && (
          <div className="stack tight">
            <p className="red" role="alert">
              {problemText(error)}
            </p>
            {overtaken && (
              <div className="row wrap">
                <Button
                  onClick={() =>
                    theirs.mutate(undefined, {
                      onSuccess: (newest) => {
                        setBase(newest);
                        setTitle(format.text(newest.title));
                        setSubjects(newest.subjects);
                        setTaken(undefined);
                        save.reset();
                      },
                    })
                  }
                >
                  {t('geo.conflictTheirs')}
                </Button>
                <Button
                  onClick={() =>
                    theirs.mutate(undefined, {
                      onSuccess: (newest) => {
                        setBase(newest);
                        save.mutate(newest);
                      },
                    })
                  }
                >
                  {t('geo.conflictMine')}
                </Button>
              </div>
            )}
          </div>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={!ready}>
            {t('common.save')}
          </Button>
        </div>
        {base && (
          <section aria-labelledby="group-history" className="stack">
            <h3 id="group-history">{t('geo.history')}</h3>
            <GroupHistory group={base} onTake={take} />
          </section>
        )}
      </form>
      {cuts.dialog}
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
