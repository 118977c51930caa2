import {
  ActionIcon,
  Button,
  Checkbox,
  MultiSelect,
  NativeSelect,
  NumberInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlaybookFaultWire } from '../../../../../src/api/schema/playbooks.ts';
import type { TaskExtension, TaskRole } from '../../../../../src/core/playbook/own-command.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { ActionStep, WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';
import { playbooksQuery, playbookVocabularyQuery } from '../../../api/playbook-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { IconPlus, IconTrash, IconX } from '../../../parts/icons.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { setCommand, setTask, taskOf } from '../model/edit-actions.ts';
import { plainName } from '../model/edit-parts.ts';
import { changeStep, type Edited } from '../model/edit-steps.ts';
import { KindMark } from '../parts/step-kind.tsx';
import { useActionWords } from '../parts/use-action-words.ts';
import { begun, CommandForm } from './command-form.tsx';
import { draftKind } from './draft-flow.ts';
import type { PlaybookDraft } from './use-playbook-draft.ts';
import { WaysForm } from './ways-form.tsx';

interface Part<Step extends WorkflowStep = WorkflowStep> {
  readonly id: string;
  readonly step: Step;
  readonly draft: PlaybookDraft;
  readonly set: (part: Readonly<Record<string, unknown>>, about: string) => void;
}

/** Everything of one step that can be written, with what is wrong with it on top. */
export function StepPanel({
  id,
  step,
  draft,
  faults,
  onAdd,
  onRemove,
  onClose,
}: {
  id: string;
  step: WorkflowStep;
  draft: PlaybookDraft;
  faults: readonly PlaybookFaultWire[];
  onAdd: (add: (playbook: Playbook) => Edited) => void;
  onRemove: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const kind = draftKind(step);
  const set: Part['set'] = (part, about) => draft.change((old) => changeStep(old, id, part), about && `${id} ${about}`);
  const part = { id, step, draft, set };
  return (
    <Panel
      id="edit-step"
      title={<KindMark kind={kind} />}
      aside={
        <span className="row">
          <ActionIcon
            size={26}
            aria-label={t('playbooks.removeStep')}
            title={t('playbooks.removeStep')}
            onClick={onRemove}
          >
            <IconTrash size={16} />
          </ActionIcon>
          <ActionIcon
            size={26}
            aria-label={t('playbooks.closeStep')}
            title={t('playbooks.closeStep')}
            onClick={onClose}
          >
            <IconX size={16} />
          </ActionIcon>
        </span>
      }
    >
      <div className="stack">
        {faults.length > 0 && (
          <ul className="stack tight" role="status">
            {faults.map((fault) => (
              <li key={fault.path + fault.sentence.en}>
                <Mark tone={fault.weight === 'note' ? 'blue' : 'amber'}>{format.text(fault.sentence)}</Mark>
              </li>
            ))}
          </ul>
        )}
        {step.type !== 'start' && (
          <TextInput
            label={t('common.name')}
            value={step.name ?? ''}
            onChange={(event) => set({ name: event.currentTarget.value }, 'name')}
            maxLength={250}
          />
        )}
        {step.type === 'action' && <ActionPart {...part} step={step} />}
        {step.type === 'playbook-action' && <CalledPart {...part} />}
        {(step.type === 'if-condition' || step.type === 'while-condition') && (
          <Textarea
            label={t('playbooks.condition')}
            description={t('playbooks.conditionHelp')}
            classNames={{ input: 'mono' }}
            value={step.condition ?? ''}
            onChange={(event) => set({ condition: event.currentTarget.value || undefined }, 'condition')}
            autosize
            spellCheck={false}
          />
        )}
        {step.type === 'switch-condition' && (
          <NativeSelect
            label={t('playbooks.switchOn')}
            value={step.switch ?? ''}
            onChange={(event) => set({ switch: event.currentTarget.value || undefined }, '')}
            data={[
              { value: '', label: t('playbooks.chooseOne') },
              ...choicesWith(
                Object.keys(draft.playbook.playbook_variables ?? {}).map((name) => ({
                  ...{ value: `${name}:value`, label: plainName(name) },
                })),
                step.switch,
              ),
            ]}
          />
        )}
        <WaysForm id={id} step={step} draft={draft} onAdd={onAdd} />
        {step.type !== 'start' && (
          <>
            <Textarea
              label={t('playbooks.description')}
              value={step.description ?? ''}
              onChange={(event) => set({ description: event.currentTarget.value || undefined }, 'description')}
              autosize
              minRows={1}
            />
            <div className="bw-form-pair">
              <Seconds {...part} property="delay" label={t('playbooks.delay')} />
              <Seconds {...part} property="timeout" label={t('playbooks.timeout')} />
            </div>
            <Checkbox
              label={t('playbooks.isException')}
              checked={draft.playbook.workflow_exception === id}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                draft.change(({ workflow_exception: _old, ...rest }) =>
                  on ? { ...rest, workflow_exception: id } : rest,
                );
              }}
            />
          </>
        )}
      </div>
    </Panel>
  );
}

function ActionPart({ id, step, draft, set }: Part<ActionStep>) {
  const { t } = useTranslation();
  const words = useActionWords();
  const vocabulary = useQuery(playbookVocabularyQuery).data;
  const extension = vocabulary?.taskExtension ?? '';
  const { playbook } = draft;
  const task = taskOf(step, extension);
  const setWho = (part: TaskExtension, about: string) =>
    draft.change((old) => setTask(old, id, extension, part), about && `${id} ${about}`);
  const variables = { ...playbook.playbook_variables, ...step.step_variables };
  const isTask = draftKind(step) === 'task';
  return (
    <>
      {(step.commands ?? []).map((command, place) => (
        <CommandForm
          // biome-ignore lint/suspicious/noArrayIndexKey: commands have no identity but their place
          key={place}
          command={command}
          place={place}
          onChange={(next, about) => set({ commands: setCommand(step, place, next) }, about && `${place} ${about}`)}
          onRemove={() => set({ commands: setCommand(step, place, undefined) }, '')}
        />
      ))}
      <div>
        <Button
          leftSection={<IconPlus size={14} />}
          onClick={() => set({ commands: [...(step.commands ?? []), begun('manual')] }, '')}
        >
          {t('playbooks.addCommand')}
        </Button>
      </div>
      <NativeSelect
        label={t('playbooks.agent')}
        value={step.agent ?? ''}
        onChange={(event) => set({ agent: event.currentTarget.value || undefined }, '')}
        data={[
          { value: '', label: t('playbooks.agentNone') },
          ...choicesWith(
            Object.entries(playbook.agent_definitions ?? {}).map(([value, { name }]) => ({
              ...{ value, label: visibleText(name) },
            })),
            step.agent,
          ),
        ]}
      />
      {isTask && vocabulary && (
        <>
          <div className="bw-form-pair">
            <NativeSelect
              label={t('playbooks.role')}
              value={task.role ?? ''}
              onChange={(event) =>
                setWho({ role: (event.currentTarget.value || undefined) as TaskRole | undefined }, '')
              }
              data={[
                { value: '', label: t('playbooks.roleNone') },
                ...vocabulary.roles.map((role) => ({ value: role, label: words.role(role) })),
              ]}
            />
            <NumberInput
              label={t('playbooks.due')}
              value={task.due_minutes ?? ''}
              min={1}
              max={525_600}
              allowDecimal={false}
              onChange={(value) => setWho({ due_minutes: typeof value === 'number' ? value : undefined }, 'due')}
            />
          </div>
          <TextInput
            label={t('playbooks.evidence')}
            value={task.evidence ?? ''}
            onChange={(event) => setWho({ evidence: event.currentTarget.value }, 'evidence')}
          />
        </>
      )}
      <MultiSelect
        label={t('playbooks.outArgs')}
        size="xs"
        value={[...(step.out_args ?? [])]}
        onChange={(names) => set({ out_args: names.length > 0 ? names : undefined }, '')}
        data={[...new Set([...Object.keys(variables), ...(step.out_args ?? [])])].map((name) => ({
          ...{ value: name, label: plainName(name) },
        }))}
      />
    </>
  );
}

function CalledPart({ step, draft, set }: Part) {
  const { t } = useTranslation();
  const all = useQuery(playbooksQuery).data ?? [];
  const called = step.type === 'playbook-action' ? step.playbook_id : undefined;
  return (
    <NativeSelect
      label={t('playbooks.callsPlaybook')}
      value={called ?? ''}
      onChange={(event) =>
        set({ playbook_id: event.currentTarget.value || undefined, playbook_version: undefined }, '')
      }
      data={[
        { value: '', label: t('playbooks.chooseOne') },
        ...choicesWith(
          all
            .filter(({ id }) => id !== draft.playbook.id)
            .map(({ id, name }) => ({ value: id, label: visibleText(name) })),
          called,
        ),
      ]}
    />
  );
}

/** A time that is written in seconds and kept in ms; empty for none. */
function Seconds({ step, set, property, label }: Part & { property: 'delay' | 'timeout'; label: string }) {
  const ms = step[property];
  return (
    <NumberInput
      label={label}
      value={ms === undefined ? '' : ms / 1000}
      min={0}
      max={31_536_000}
      decimalScale={3}
      onChange={(value) =>
        set({ [property]: typeof value === 'number' ? Math.round(value * 1000) : undefined }, property)
      }
    />
  );
}

/** The choices, and what is written now where it is none of them. */
function choicesWith(choices: { value: string; label: string }[], now: string | undefined) {
  return !now || choices.some(({ value }) => value === now)
    ? choices
    : [...choices, { value: now, label: visibleText(now) }];
}
