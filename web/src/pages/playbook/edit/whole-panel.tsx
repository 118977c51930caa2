import { NumberInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../parts/panel.tsx';
import { AgentsForm } from './agents-form.tsx';
import type { PlaybookDraft } from './use-playbook-draft.ts';
import { VariablesForm } from './variables-form.tsx';

/** What is said of the playbook as a whole, its variables, and who does steps. */
export function WholePanel({ draft }: { draft: PlaybookDraft }) {
  const { t } = useTranslation();
  const { playbook } = draft;
  return (
    <>
      <Panel id="edit-whole" title={t('playbooks.whole')}>
        <div className="stack">
          <p className="dim">{t('playbooks.pickStepEdit')}</p>
          <TextInput
            label={t('common.name')}
            value={playbook.name}
            onChange={(event) => {
              const name = event.currentTarget.value;
              draft.change((old) => ({ ...old, name }), 'name');
            }}
            maxLength={250}
            required
          />
          <Textarea
            label={t('playbooks.description')}
            value={playbook.description ?? ''}
            onChange={(event) => {
              const description = event.currentTarget.value;
              draft.change(
                ({ description: _old, ...rest }) => (description ? { ...rest, description } : rest),
                'about',
              );
            }}
            autosize
            minRows={2}
          />
          <NumberInput
            label={t('playbooks.severity')}
            value={playbook.severity ?? ''}
            min={0}
            max={100}
            allowDecimal={false}
            onChange={(value) =>
              draft.change(
                ({ severity: _old, ...rest }) => (typeof value === 'number' ? { ...rest, severity: value } : rest),
                'severity',
              )
            }
          />
        </div>
      </Panel>
      <Panel id="edit-variables" title={t('playbooks.variables')}>
        <VariablesForm draft={draft} />
      </Panel>
      <Panel id="edit-agents" title={t('playbooks.agents')}>
        <AgentsForm draft={draft} />
      </Panel>
    </>
  );
}
