import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { IconPlus } from '../../../parts/icons.ts';
import { addAutomatic, addTask } from '../model/edit-actions.ts';
import { addStep, type Edited, type Place } from '../model/edit-steps.ts';

const kinds = ['task', 'automatic', 'if', 'parallel', 'switch', 'while', 'playbook', 'end', 'start'] as const;
type Kind = (typeof kinds)[number];

/** A button that adds a step of any kind, at a place or alone. */
export function AddStepMenu({
  label,
  playbook,
  place,
  onAdd,
}: {
  label: string;
  playbook: Playbook;
  place?: Place;
  onAdd: (add: (playbook: Playbook) => Edited) => void;
}) {
  const { t } = useTranslation();
  const hasStart = Object.values(playbook.workflow).some(({ type }) => type === 'start');
  // A start stands alone, and there is one; an end stands where a way leads.
  const offered = kinds.filter((kind) => (kind === 'start' ? !hasStart && !place : kind !== 'end' || place));
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button leftSection={<IconPlus size={14} />}>{label}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd((to) => added(kind, to, place))}>
            {t(`playbooks.add_${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function added(kind: Kind, playbook: Playbook, place: Place | undefined): Edited {
  switch (kind) {
    case 'task':
      return addTask(playbook, place);
    case 'automatic':
      return addAutomatic(playbook, place);
    case 'playbook':
      return addStep(playbook, 'playbook-action', place);
    case 'parallel':
    case 'start':
    case 'end':
      return addStep(playbook, kind, place);
    default:
      return addStep(playbook, `${kind}-condition`, place);
  }
}
