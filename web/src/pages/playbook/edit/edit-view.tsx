import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { playbookPath } from '../../../api/playbook-queries.ts';
import { RequestError } from '../../../api/problem.ts';
import { remove, versionOf } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useByName } from '../../../parts/by-name.tsx';
import { Confirm } from '../../../parts/confirm.tsx';
import { IconArrowBackUp, IconArrowForwardUp } from '../../../parts/icons.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { PlaybookGraph } from '../graph/playbook-graph.tsx';
import { type Edited, removeStep } from '../model/edit-steps.ts';
import { joinSteps } from '../model/join-steps.ts';
import { AddStepMenu } from './add-step-menu.tsx';
import { CheckPanel } from './check-panel.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { draftFlow } from './draft-flow.ts';
import { StepPanel } from './step-panel.tsx';
import { useDraftCheck } from './use-draft-check.ts';
import { usePlaybookDraft } from './use-playbook-draft.ts';
import { useSaveDraft } from './use-save-draft.ts';
import { WholePanel } from './whole-panel.tsx';
import './edit.css';

const none: [] = [];

/** The editor: the graph, the step that is chosen beside it, what is wrong, and saving. */
export function EditView({ playbook: stored, chosen }: { playbook: PlaybookWire; chosen?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const byName = useByName();
  const client = useQueryClient();
  const navigate = useNavigate({ from: '/playbooks/$id' });
  const problemText = useProblemText();
  const draft = usePlaybookDraft(stored);
  const check = useDraftCheck(draft.playbook);
  const [conflict, setConflict] = useState<{ activate: boolean }>();
  const [dropping, setDropping] = useState(false);
  const save = useSaveDraft(stored.id, draft.saved);
  const { playbook } = draft;
  const faults = check.found?.faults ?? none;
  const flow = useMemo(() => draftFlow(playbook, faults), [playbook, faults]);
  const choose = (step: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, step }), replace: true, resetScroll: false });
  const step = chosen === undefined ? undefined : playbook.workflow[chosen];

  const add = (make: (playbook: Playbook) => Edited) => {
    const made = make(playbook);
    draft.change(() => made.playbook);
    choose(made.id);
  };
  const take = (id: string) => {
    const name = visibleText(playbook.workflow[id]?.name ?? '') || t('playbooks.unnamed');
    draft.change((old) => removeStep(old, id));
    choose(undefined);
    toast({
      id: 'playbook-edit',
      title: t('playbooks.stepRemoved', { name }),
      act: { name: t('common.undo'), run: draft.undo },
    });
  };
  const edit = { connect: (from: string, to: string) => draft.change((old) => joinSteps(old, from, to)), remove: take };

  const submit = (activate: boolean, version = draft.version) =>
    save.mutate(
      { playbook, version, activate, dirty: draft.dirty || (activate && !stored.draft) },
      {
        onSuccess: async () => {
          setConflict(undefined);
          const name = visibleText(playbook.name);
          toast({ title: activate ? t('playbooks.activated', { name }) : t('playbooks.savedDraft'), brief: true });
          if (activate) await navigate({ search: {} });
        },
        onError: (error) => {
          if (error instanceof RequestError && error.kind === 'version-stale') return setConflict({ activate });
          toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
        },
      },
    );
  const drop = useMutation({
    mutationFn: () => remove(playbookPath(stored.id, '/draft'), { version: versionOf(stored) }),
    onSuccess: async () => {
      setDropping(false);
      toast({ title: t('playbooks.discardedDraft'), brief: true });
      await client.invalidateQueries({ queryKey: ['playbooks'] });
    },
    onError: (error) => {
      setDropping(false);
      toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
    },
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const field = (event.target as Element).closest('input, textarea, select');
    if (!(event.ctrlKey || event.metaKey) || field) return;
    if (event.key === 'z' && !event.shiftKey) draft.undo();
    else if (event.key === 'y' || (event.key.toLowerCase() === 'z' && event.shiftKey)) draft.redo();
    else return;
    event.preventDefault();
  };
  const sound = check.fresh && check.found?.sound === true;
  const readable = !check.fresh || check.found?.readable !== false;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole editor; each of them has a button
    <div className="stack loose" onKeyDown={onKeyDown}>
      <div className="row wrap apart">
        <div className="row wrap">
          <AddStepMenu label={t('playbooks.addStep')} playbook={playbook} onAdd={add} />
          <Button leftSection={<IconArrowBackUp size={15} />} disabled={!draft.canUndo} onClick={draft.undo}>
            {t('playbooks.undo')}
          </Button>
          <Button leftSection={<IconArrowForwardUp size={15} />} disabled={!draft.canRedo} onClick={draft.redo}>
            {t('playbooks.redo')}
          </Button>
        </div>
        {stored.draft && stored.active && (
          <Button onClick={() => setDropping(true)}>{t('playbooks.discardDraft')}</Button>
        )}
      </div>
      {draft.restoredAt > 0 && draft.dirty && (
        <p className="bw-playbook-notice" role="status">
          <Mark tone="blue">{t('playbooks.restored', { at: format.exact(draft.restoredAt) })}</Mark>
          <button type="button" className="link" onClick={draft.discard}>
            {t('playbooks.discard')}
          </button>
        </p>
      )}
      <div className="bw-playbook-split bw-playbook-edit">
        <div className="stack loose">
          <Panel flush>
            <PlaybookGraph flow={flow} chosen={step ? chosen : undefined} onChoose={choose} edit={edit} />
          </Panel>
          <CheckPanel {...check} onStep={choose} />
        </div>
        <div className="stack loose">
          {step && chosen ? (
            <StepPanel
              key={chosen}
              id={chosen}
              step={step}
              draft={draft}
              faults={faults.filter((fault) => fault.step === chosen)}
              onAdd={add}
              onRemove={() => take(chosen)}
              onClose={() => choose(undefined)}
            />
          ) : (
            <WholePanel draft={draft} />
          )}
        </div>
      </div>
      <div className={`bw-playbook-save no-print ${draft.dirty ? 'dirty' : ''}`}>
        <div className="stack tight">
          {draft.overtaken ? (
            <Mark tone="amber">
              {t('playbooks.conflictTitle', { who: byName(stored.changedBy, 'start') || t('problems.somebody') })}
            </Mark>
          ) : (
            <span className="strong">{t(draft.dirty ? 'playbooks.unsaved' : 'playbooks.allSaved')}</span>
          )}
          {draft.dirty && <span className="dim">{t('playbooks.unsavedText')}</span>}
        </div>
        <div className="row wrap">
          {draft.dirty && <Button onClick={draft.discard}>{t('playbooks.discard')}</Button>}
          <Button
            loading={save.isPending}
            disabled={!draft.dirty || !readable}
            onClick={() => (draft.overtaken ? setConflict({ activate: false }) : submit(false))}
          >
            {t('playbooks.saveDraft')}
          </Button>
          <Button
            variant="filled"
            loading={save.isPending}
            disabled={!sound || (!draft.dirty && !stored.draft)}
            onClick={() => (draft.overtaken ? setConflict({ activate: true }) : submit(true))}
          >
            {t('playbooks.saveActivate')}
          </Button>
        </div>
      </div>
      {conflict && (
        <ConflictDialog
          id={stored.id}
          mine={playbook}
          busy={save.isPending}
          onMine={(theirs) => submit(conflict.activate, theirs.version)}
          onTheirs={(theirs) => {
            setConflict(undefined);
            draft.adopt(theirs);
          }}
          onClose={() => setConflict(undefined)}
        />
      )}
      {dropping && (
        <Confirm
          title={t('playbooks.discardDraftTitle', { name: visibleText(stored.name) })}
          submit={t('playbooks.discardDraft')}
          busy={drop.isPending}
          onSubmit={() => drop.mutate()}
          onClose={() => setDropping(false)}
        >
          <p>{t('playbooks.discardDraftText')}</p>
        </Confirm>
      )}
    </div>
  );
}
