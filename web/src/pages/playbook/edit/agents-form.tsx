import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AgentTarget, Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { AgentType } from '../../../../../src/core/playbook/vocabularies.ts';
import { IconPlus, IconTrash } from '../../../parts/icons.ts';
import { withUrl } from '../model/edit-actions.ts';
import { addAgent, setAgent } from '../model/edit-parts.ts';
import { useActionWords } from '../parts/use-action-words.ts';
import type { PlaybookDraft } from './use-playbook-draft.ts';

/** Kinds that are made here. Others come with a file and are kept. */
const kinds = ['group', 'individual', 'organization', 'http-api'] as const satisfies readonly AgentType[];
const addressed: readonly string[] = ['http-api', 'linux', 'ssh', 'net-address'];

/** Who does steps, and where requests go. */
export function AgentsForm({ draft }: { draft: PlaybookDraft }) {
  const { t } = useTranslation();
  const words = useActionWords();
  const { playbook } = draft;
  const set = (id: string, agent: AgentTarget | undefined, about = '') =>
    draft.change((old) => setAgent(old, id, agent), about && `${id} ${about}`);
  return (
    <div className="stack">
      <ul className="stack">
        {Object.entries(playbook.agent_definitions ?? {}).map(([id, agent]) => {
          const used = isNamed(playbook, id);
          return (
            <li key={id} className="stack tight">
              <div className="row">
                <TextInput
                  className="bw-grow"
                  label={words.agentType(agent.type)}
                  value={agent.name}
                  onChange={(event) => set(id, { ...agent, name: event.currentTarget.value }, 'name')}
                  maxLength={250}
                />
                <ActionIcon
                  size={30}
                  aria-label={t('playbooks.removeAgent', { name: agent.name })}
                  title={used ? t('playbooks.agentUsed') : undefined}
                  disabled={used}
                  onClick={() => set(id, undefined)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </div>
              {addressed.includes(agent.type) && (
                <TextInput
                  label={t('playbooks.agentAddress')}
                  value={agent.address?.url?.[0] ?? ''}
                  onChange={(event) => set(id, withUrl(agent, event.currentTarget.value), 'url')}
                  spellCheck={false}
                  inputMode="url"
                />
              )}
            </li>
          );
        })}
      </ul>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button leftSection={<IconPlus size={14} />}>{t('playbooks.addAgent')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map((type) => (
            <Menu.Item
              key={type}
              onClick={() => draft.change((old) => addAgent(old, begun(type, words.agentType(type))).playbook)}
            >
              {words.agentType(type)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function begun(type: AgentType, name: string): AgentTarget {
  return type === 'http-api' ? { type, name, address: { url: ['https://'] } } : { type, name };
}

function isNamed({ workflow }: Playbook, id: string): boolean {
  return Object.values(workflow).some(
    (step) => step.type === 'action' && (step.agent === id || step.targets?.includes(id)),
  );
}
