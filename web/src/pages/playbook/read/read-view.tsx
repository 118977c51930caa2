import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookVariableWire, PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { plainName } from '../model/edit-parts.ts';
import { outlineOf } from '../model/outline.ts';
import { VariableText } from '../parts/variable-text.tsx';
import { Row } from './outline-row.tsx';
import { StepFacts } from './step-facts.tsx';

/** A playbook as people read it: numbered steps in order, branches indented, who does what within what time. Prints on A4. */
export function ReadView({ playbook, chosen }: { playbook: PlaybookWire; chosen?: string }) {
  const { t } = useTranslation();
  const content = playbook.content as unknown as Playbook;
  const outline = useMemo(() => outlineOf(playbook.graph), [playbook.graph]);
  const names = useMemo(() => new Map(playbook.graph.steps.map(({ id, name }) => [id, name])), [playbook.graph]);
  const doing = playbook.graph.steps.filter(({ does }) => does !== 'mark');
  const automatic = doing.filter(({ does, type }) => does === 'automatic' && type === 'action').length;
  const reading = {
    ...{ outline, names, chosen },
    body: (step: PlaybookWire['graph']['steps'][number]) => (
      <StepFacts step={step} written={content.workflow[step.id]} playbook={content} />
    ),
  };
  return (
    <>
      <Panel
        id="read-steps"
        className="bw-playbook-read"
        title={t('playbooks.stepsTitle')}
        aside={[
          t('playbooks.stepsCount', { count: doing.length }),
          ...(automatic > 0 ? [t('playbooks.ofThemAutomatic', { count: automatic })] : []),
        ].join(', ')}
      >
        {playbook.description && (
          <p className="bw-playbook-about">
            <VariableText text={playbook.description} />
          </p>
        )}
        {doing.length === 0 ? (
          <Empty title={t('playbooks.noSteps')} text={t('playbooks.noStepsText')} />
        ) : (
          <Row row={outline.main} reading={reading} />
        )}
        {outline.exception && (
          <section className="bw-playbook-branch exception">
            <h4>{t('playbooks.exceptionTitle')}</h4>
            <Row row={outline.exception} reading={reading} inner />
          </section>
        )}
        {outline.loose.length > 0 && (
          <section className="bw-playbook-branch loose">
            <h4>{t('playbooks.looseTitle')}</h4>
            {outline.loose.map((row) => (
              <Row key={row.steps[0]!.step.id} row={row} reading={reading} inner />
            ))}
          </section>
        )}
      </Panel>
      <Variables variables={playbook.variables} />
    </>
  );
}

function Variables({ variables }: { variables: readonly PlaybookVariableWire[] }) {
  const { t } = useTranslation();
  if (variables.length === 0) return null;
  return (
    <Panel id="read-variables" title={t('playbooks.variables')} aside={t('playbooks.variablesText')} flush>
      <ul className="bw-lines">
        {variables.map(({ name, type, description, value, constant, external }) => (
          <li key={name} className="bw-playbook-variable-line">
            <span>
              <span className="bw-playbook-variable" title={name}>
                {plainName(name)}
              </span>{' '}
              <Raw text={description} max={300} />
            </span>
            <span className="dim">
              {type} · {value === null || value === '' ? t('playbooks.valueUnknown') : <Raw text={value} max={60} />}
              {constant && ` · ${t('playbooks.valueConstant')}`}
              {external && ` · ${t('playbooks.valueAsked')}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
