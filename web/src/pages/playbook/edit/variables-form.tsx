import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookVariable } from '../../../../../src/core/playbook/variable.ts';
import type { VariableType } from '../../../../../src/core/playbook/vocabularies.ts';
import { playbookVocabularyQuery } from '../../../api/playbook-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { IconPencil, IconPlus, IconTrash } from '../../../parts/icons.ts';
import { Raw } from '../../../parts/raw.tsx';
import { isUsed, plainName, renameVariable, setVariable, variableNameOf } from '../model/edit-parts.ts';
import type { PlaybookDraft } from './use-playbook-draft.ts';

/** The variables of a playbook, each opened to be changed; one that steps use cannot be taken away. */
export function VariablesForm({ draft }: { draft: PlaybookDraft }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState('');
  const [name, setName] = useState('');
  const { playbook } = draft;
  const all = Object.entries(playbook.playbook_variables ?? {});
  const next = variableNameOf(name);
  const taken = next !== '' && Object.hasOwn(playbook.playbook_variables ?? {}, next);
  return (
    <div className="stack">
      <ul className="stack">
        {all.map(([key, variable]) => {
          const used = isUsed(playbook, key);
          return (
            <li key={key} className="stack tight">
              <div className="row apart">
                <span>
                  <span className="bw-playbook-variable" title={key}>
                    {plainName(key)}
                  </span>{' '}
                  <Raw text={variable.description ?? ''} max={80} className="dim" />
                </span>
                <span className="row">
                  <ActionIcon
                    size={26}
                    aria-label={t('playbooks.changeVariable', { name: plainName(key) })}
                    aria-expanded={open === key}
                    onClick={() => setOpen(open === key ? '' : key)}
                  >
                    <IconPencil size={15} />
                  </ActionIcon>
                  <ActionIcon
                    size={26}
                    aria-label={t('playbooks.removeVariable', { name: plainName(key) })}
                    title={used ? t('playbooks.variableUsed') : undefined}
                    disabled={used}
                    onClick={() => draft.change((old) => setVariable(old, key, undefined))}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                </span>
              </div>
              {open === key && <VariableForm name={key} variable={variable} draft={draft} onRename={setOpen} />}
            </li>
          );
        })}
      </ul>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (next === '' || taken) return;
          draft.change((old) => setVariable(old, next, { type: 'string' }));
          setOpen(next);
          setName('');
        }}
      >
        <TextInput
          className="bw-grow"
          aria-label={t('playbooks.variableName')}
          placeholder={t('playbooks.variableName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          spellCheck={false}
        />
        <Button type="submit" leftSection={<IconPlus size={14} />} disabled={next === '' || taken}>
          {t('playbooks.addVariable')}
        </Button>
      </form>
    </div>
  );
}

function VariableForm({
  name,
  variable,
  draft,
  onRename,
}: {
  name: string;
  variable: PlaybookVariable;
  draft: PlaybookDraft;
  onRename: (name: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const vocabulary = useQuery(playbookVocabularyQuery).data;
  const filled = vocabulary?.filled.find((one) => one.name === name);
  const set = (part: Partial<PlaybookVariable>, about = '') =>
    draft.change((old) => {
      const now = { ...(old.playbook_variables?.[name] ?? variable), ...part };
      const known = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
      return setVariable(old, name, known as unknown as PlaybookVariable);
    }, about && `${name} ${about}`);
  return (
    <div className="stack bw-playbook-inner">
      <div className="bw-form-pair">
        <TextInput
          label={t('playbooks.variableName')}
          defaultValue={plainName(name)}
          onBlur={(event) => {
            const next = variableNameOf(event.currentTarget.value);
            if (next === '' || next === name || Object.hasOwn(draft.playbook.playbook_variables ?? {}, next)) return;
            draft.change((old) => renameVariable(old, name, next));
            onRename(next);
          }}
          spellCheck={false}
        />
        <NativeSelect
          label={t('playbooks.variableType')}
          value={variable.type}
          onChange={(event) => set({ type: event.currentTarget.value as VariableType })}
          data={vocabulary?.variableTypes ?? [variable.type]}
        />
      </div>
      <TextInput
        label={t('playbooks.description')}
        value={variable.description ?? ''}
        onChange={(event) => set({ description: event.currentTarget.value || undefined }, 'description')}
      />
      <TextInput
        label={t('playbooks.variableValue')}
        value={variable.value ?? ''}
        onChange={(event) => set({ value: event.currentTarget.value || undefined }, 'value')}
      />
      <Checkbox
        label={t('playbooks.variableExternal')}
        description={filled && `${t('playbooks.variableFilled')} ${format.text(filled.description)}`}
        checked={variable.external === true}
        onChange={(event) => set({ external: event.currentTarget.checked || undefined })}
      />
      <Checkbox
        label={t('playbooks.variableConstant')}
        checked={variable.constant === true}
        onChange={(event) => set({ constant: event.currentTarget.checked || undefined })}
      />
    </div>
  );
}
