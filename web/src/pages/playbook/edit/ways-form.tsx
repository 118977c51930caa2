import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';
import { IconTrash } from '../../../parts/icons.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import { addStep, connect, type Edited, renameCase, thenLabel } from '../model/edit-steps.ts';
import { flowOf, type Way, type WayKind, waysOf } from '../model/flow.ts';
import { outlineOf, readingOrder } from '../model/outline.ts';
import { useWayWords } from '../parts/use-way-words.ts';
import { AddStepMenu } from './add-step-menu.tsx';
import { draftKind } from './draft-flow.ts';
import type { PlaybookDraft } from './use-playbook-draft.ts';

/** Where a step goes on: each way with what it leads to, and the ways that can be added. */
export function WaysForm({
  id,
  step,
  draft,
  onAdd,
}: {
  id: string;
  step: WorkflowStep;
  draft: PlaybookDraft;
  onAdd: (add: (playbook: Playbook) => Edited) => void;
}) {
  const { t } = useTranslation();
  const words = useWayWords();
  const { playbook } = draft;
  const ways = useWays(id, step, playbook);
  const targets = useTargets(playbook, id);
  if (step.type === 'end') return null;
  return (
    <fieldset className="bw-fieldset stack">
      <legend>{t('playbooks.ways')}</legend>
      {ways.map((way) => {
        const name = words.of(way, step.type);
        const loose = way.kind === 'branch' || way.kind === 'case' || way.kind === 'failed';
        return (
          <div key={way.label} className="stack tight">
            {way.kind === 'case' && (
              <TextInput
                label={t('playbooks.caseWord')}
                defaultValue={way.word}
                onBlur={(event) => {
                  const word = event.currentTarget.value.trim();
                  if (word !== '') draft.change((old) => renameCase(old, id, way.word, word));
                }}
                maxLength={250}
              />
            )}
            <div className="row">
              <NativeSelect
                className="bw-grow"
                label={name}
                value={way.to}
                onChange={(event) => {
                  const to = event.currentTarget.value;
                  if (to === 'new end')
                    draft.change((old) => addStep(old, 'end', { from: id, label: way.label }).playbook);
                  else draft.change((old) => connect(old, { from: id, label: way.label }, to || undefined));
                }}
                data={[
                  { value: '', label: t('playbooks.wayNowhere') },
                  { value: 'new end', label: t('playbooks.wayNewEnd') },
                  ...targets,
                  ...(way.to === '' || targets.some(({ value }) => value === way.to)
                    ? []
                    : [{ value: way.to, label: endOr(playbook, way.to, t('playbooks.kind_end')) }]),
                ]}
              />
              {loose && way.to !== '' && (
                <ActionIcon
                  size={30}
                  aria-label={t('playbooks.removeWay', { way: name })}
                  onClick={() => draft.change((old) => connect(old, { from: id, label: way.label }, undefined))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              )}
            </div>
            <div>
              <AddStepMenu
                label={t('playbooks.wayAddStep', { way: name })}
                playbook={playbook}
                place={{ from: id, label: way.label }}
                onAdd={onAdd}
              />
            </div>
          </div>
        );
      })}
      <div className="row wrap">
        {step.type === 'parallel' && (
          <AddStepMenu
            label={t('playbooks.addBranch')}
            playbook={playbook}
            place={{ from: id, label: 'next_steps.+' }}
            onAdd={onAdd}
          />
        )}
        {step.type === 'switch-condition' && (
          <Button
            onClick={() =>
              draft.change(
                (old) => addStep(old, 'end', { from: id, label: `cases.${freeWord(step.cases ?? {})}` }).playbook,
              )
            }
          >
            {t('playbooks.addCase')}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

/** Ways a step has or could have, in the order in which they are read. */
function useWays(id: string, step: WorkflowStep, playbook: Playbook): readonly Way[] {
  return useMemo(() => {
    const known = waysOf(flowOf(playbook).steps.find((one) => one.id === id)!);
    const open = (kind: WayKind, label: string): Way[] =>
      known.some((way) => way.kind === kind) ? [] : [{ label, kind, word: '', to: '' }];
    const branches = known.filter(({ kind }) => kind === 'branch' || kind === 'case');
    const only = (kind: WayKind) => known.filter((way) => way.kind === kind);
    return [
      ...branches,
      ...(step.type === 'if-condition' ? [...only('yes'), ...open('yes', 'on_true')] : []),
      ...(step.type === 'if-condition' ? [...only('no'), ...open('no', 'on_false')] : []),
      ...(step.type === 'while-condition' ? [...only('round'), ...open('round', 'on_true')] : []),
      ...only('then'),
      ...open('then', thenLabel(step.type)),
      ...only('failed'),
      ...(step.type === 'start' ? [] : open('failed', 'on_failure')),
    ];
  }, [id, step.type, playbook]);
}

/** Steps a way can lead to, by number and name. */
function useTargets(playbook: Playbook, id: string): { value: string; label: string }[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const outline = outlineOf(flowOf(playbook));
    return readingOrder(outline)
      .filter((step) => step.id !== id)
      .map((step) => {
        const written = playbook.workflow[step.id]!;
        const name = visibleText(written.name ?? '') || t(`playbooks.kind_${draftKind(written)}`);
        return { value: step.id, label: `${outline.numbers.get(step.id)} ${name.slice(0, 80)}` };
      });
  }, [playbook, id, t]);
}

function endOr(playbook: Playbook, id: string, end: string): string {
  return playbook.workflow[id]?.type === 'end' ? end : id;
}

/** `default` first: what every choice should have. */
function freeWord(cases: Readonly<Record<string, string>>): string {
  if (!Object.hasOwn(cases, 'default')) return 'default';
  for (let place = 1; ; place++) if (!Object.hasOwn(cases, String(place))) return String(place);
}
