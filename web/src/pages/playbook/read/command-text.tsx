import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HttpCommand, OwnCommand, PlaybookCommand } from '../../../../../src/core/playbook/command.ts';
import { playbookVocabularyQuery } from '../../../api/playbook-queries.ts';
import { useActionWords } from '../parts/use-action-words.ts';
import { VariableText } from '../parts/variable-text.tsx';

/** What one command of a step says: the words of its author, or what Belwacht does with which values. */
export function CommandText({ command }: { command: PlaybookCommand }) {
  const { t } = useTranslation();
  if (command.type === 'x-belwacht') return <OwnText command={command as OwnCommand} />;
  if (command.type === 'http-api') return <RequestText command={command as HttpCommand} />;
  const text = [command.description, textOf(command)].filter((part) => part).join('\n');
  if (command.type === 'manual') return text ? <VariableText text={text} /> : null;
  return (
    <div className="stack tight">
      <span className="dim">{t('playbooks.foreign', { type: command.type })}</span>
      <VariableText text={text} mono />
    </div>
  );
}

function OwnText({ command }: { command: OwnCommand }) {
  const words = useActionWords();
  const harmless = useQuery(playbookVocabularyQuery).data?.actions.find(
    (one) => one.action === command.action,
  )?.harmless;
  const given = Object.entries(command.with ?? {}).filter(([, value]) => value !== '');
  const looks = command.action === 'http-api' && /^(get|head)$/i.test(command.with?.method ?? 'GET');
  return (
    <div className="bw-playbook-act">
      <div className="row wrap">
        <span className="strong">{words.action(command.action)}</span>
        <RepeatMark safe={command.repeat ? command.repeat === 'safe' : looks || harmless === true} />
      </div>
      {given.length > 0 && (
        <dl>
          {given.map(([name, value]) => (
            <div key={name}>
              <dt>{words.parameter(name)}</dt>
              <dd>
                <VariableText text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {command.description && <VariableText text={command.description} />}
    </div>
  );
}

function RequestText({ command }: { command: HttpCommand }) {
  const { t } = useTranslation();
  const safe = command.x_repeat ? command.x_repeat === 'safe' : /^(GET|HEAD|OPTIONS) /.test(command.command);
  return (
    <div className="bw-playbook-act">
      <div className="row wrap">
        <span className="strong">{t('playbooks.request')}</span>
        <RepeatMark safe={safe} />
      </div>
      <VariableText text={command.command} mono />
      {command.content && <VariableText text={command.content} mono />}
      {command.description && <VariableText text={command.description} />}
    </div>
  );
}

/** Whether it is done again when nobody knows whether it was done. */
function RepeatMark({ safe }: { safe: boolean }) {
  const { t } = useTranslation();
  return (
    <span className="bw-playbook-repeat" title={t(safe ? 'playbooks.safeHelp' : 'playbooks.onceHelp')}>
      {t(safe ? 'playbooks.safe' : 'playbooks.once')}
    </span>
  );
}

/** The text of a command, also where its author wrote it as base64. */
export function textOf(command: PlaybookCommand): string {
  const { command: plain, command_b64: coded } = command as { command?: unknown; command_b64?: unknown };
  if (typeof plain === 'string' && plain !== '') return plain;
  if (typeof coded !== 'string') return '';
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0)));
  } catch {
    return coded;
  }
}
