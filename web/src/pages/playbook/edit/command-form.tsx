import { ActionIcon, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type {
  HttpCommand,
  ManualCommand,
  OwnCommand,
  PlaybookCommand,
} from '../../../../../src/core/playbook/command.ts';
import type { OwnAction } from '../../../../../src/core/playbook/own-command.ts';
import { playbookVocabularyQuery } from '../../../api/playbook-queries.ts';
import { IconTrash } from '../../../parts/icons.ts';
import { useActionWords } from '../parts/use-action-words.ts';
import { textOf } from '../read/command-text.tsx';

interface Props<Command> {
  readonly command: Command;
  /** `about` names the field. */
  readonly onChange: (command: PlaybookCommand, about: string) => void;
}

/** One command of a step: who does it, and what. */
export function CommandForm({
  command,
  place,
  onChange,
  onRemove,
}: Props<PlaybookCommand> & { place: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const known = ['manual', 'x-belwacht', 'http-api'].includes(command.type);
  return (
    <fieldset className="bw-fieldset stack">
      <legend>{t('playbooks.command', { place: place + 1 })}</legend>
      <div className="row">
        <NativeSelect
          className="bw-grow"
          aria-label={t('playbooks.commandKind')}
          value={command.type}
          onChange={(event) => onChange(begun(event.currentTarget.value), '')}
          data={[
            { value: 'manual', label: t('playbooks.command_manual') },
            { value: 'x-belwacht', label: t('playbooks.command_own') },
            { value: 'http-api', label: t('playbooks.command_http') },
            ...(known ? [] : [{ value: command.type, label: command.type }]),
          ]}
        />
        <ActionIcon size={30} aria-label={t('playbooks.removeCommand', { place: place + 1 })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      {command.type === 'manual' && <ManualForm command={command as ManualCommand} onChange={onChange} />}
      {command.type === 'x-belwacht' && <OwnForm command={command as OwnCommand} onChange={onChange} />}
      {command.type === 'http-api' && <HttpForm command={command as HttpCommand} onChange={onChange} />}
      {!known && <p className="dim">{t('playbooks.foreignKept')}</p>}
    </fieldset>
  );
}

function ManualForm({ command, onChange }: Props<ManualCommand>) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('playbooks.manualText')}
      description={t('playbooks.variableHelp')}
      value={textOf(command)}
      onChange={(event) => {
        const { command_b64: _coded, ...rest } = command;
        onChange({ ...rest, command: event.currentTarget.value }, 'command');
      }}
      autosize
      minRows={2}
    />
  );
}

function OwnForm({ command, onChange }: Props<OwnCommand>) {
  const { t } = useTranslation();
  const words = useActionWords();
  const actions = useQuery(playbookVocabularyQuery).data?.actions ?? [];
  const form = actions.find(({ action }) => action === command.action);
  const set = (name: string, value: string) => {
    const { [name]: _old, ...others } = command.with ?? {};
    onChange({ ...command, with: value === '' ? others : { ...others, [name]: value } }, `with.${name}`);
  };
  return (
    <>
      <NativeSelect
        label={t('playbooks.action')}
        value={command.action}
        onChange={(event) => {
          const action = event.currentTarget.value as OwnAction;
          const next = actions.find((one) => one.action === action);
          const known = [...(next?.needs ?? []), ...(next?.may ?? [])];
          // What the other action takes as well stays.
          const kept = Object.entries(command.with ?? {}).filter(([name]) => known.includes(name));
          onChange({ ...command, action, with: Object.fromEntries(kept) }, '');
        }}
        data={
          actions.length > 0
            ? actions.map(({ action }) => ({ value: action, label: words.action(action) }))
            : [{ value: command.action, label: words.action(command.action) }]
        }
      />
      {form &&
        [...form.needs, ...form.may].map((name) => (
          <TextInput
            key={name}
            label={words.parameter(name)}
            required={form.needs.includes(name)}
            value={command.with?.[name] ?? ''}
            onChange={(event) => set(name, event.currentTarget.value)}
            spellCheck={false}
          />
        ))}
      <p className="dim">{t('playbooks.variableHelp')}</p>
      <NativeSelect
        label={t('playbooks.repeat')}
        value={command.repeat ?? (form?.harmless ? 'safe' : 'once')}
        onChange={(event) => onChange({ ...command, repeat: event.currentTarget.value as 'safe' | 'once' }, '')}
        data={[
          { value: 'once', label: t('playbooks.repeatOnce') },
          { value: 'safe', label: t('playbooks.repeatSafe') },
        ]}
      />
    </>
  );
}

function HttpForm({ command, onChange }: Props<HttpCommand>) {
  const { t } = useTranslation();
  const hosts = useQuery(playbookVocabularyQuery).data?.httpHosts ?? [];
  const looks = /^(GET|HEAD|OPTIONS) /.test(command.command);
  return (
    <>
      <TextInput
        label={t('playbooks.httpLine')}
        description={t('playbooks.httpLineHelp')}
        classNames={{ input: 'mono' }}
        value={command.command}
        onChange={(event) => onChange({ ...command, command: event.currentTarget.value }, 'command')}
        spellCheck={false}
      />
      {command.content_b64 === undefined && (
        <Textarea
          label={t('playbooks.httpBody')}
          classNames={{ input: 'mono' }}
          value={command.content ?? ''}
          onChange={(event) => {
            const { content: _old, ...rest } = command;
            const content = event.currentTarget.value;
            onChange(content === '' ? rest : { ...rest, content }, 'content');
          }}
          autosize
          minRows={2}
          spellCheck={false}
        />
      )}
      <p className="dim">
        {hosts.length > 0
          ? t('playbooks.httpHosts', { hosts: hosts.slice(0, 8).join(', ') })
          : t('playbooks.httpNoHosts')}
      </p>
      <NativeSelect
        label={t('playbooks.repeat')}
        value={command.x_repeat ?? (looks ? 'safe' : 'once')}
        onChange={(event) => onChange({ ...command, x_repeat: event.currentTarget.value as 'safe' | 'once' }, '')}
        data={[
          { value: 'once', label: t('playbooks.repeatOnce') },
          { value: 'safe', label: t('playbooks.repeatSafe') },
        ]}
      />
    </>
  );
}

/** A new command of a kind. */
export function begun(type: string): PlaybookCommand {
  if (type === 'x-belwacht') return { type, action: 'block-source', with: {} };
  if (type === 'http-api') return { type, command: 'POST / HTTP/1.1' };
  return { type: 'manual', command: '' };
}
