import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Text } from '../../../../../src/core/text.ts';
import { playbookDryQuery } from '../../../api/playbook-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { plainName } from '../model/edit-parts.ts';
import { outlineOf } from '../model/outline.ts';
import { IncidentChoice } from '../parts/incident-choice.tsx';
import { KindMark, kindOf } from '../parts/step-kind.tsx';
import { filledIn, ValuesForm } from '../parts/values-form.tsx';
import { Row } from '../read/outline-row.tsx';
import { DryStep } from './dry-step.tsx';

/** What each step would do with values that one fills in, or those of an incident. Nothing is done. */
export function DryRunView({ playbook }: { playbook: PlaybookWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [incident, setIncident] = useState('');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [values] = useDebouncedValue(typed, 300);
  const dry = useQuery({
    ...playbookDryQuery(playbook.id, { version: playbook.showing, incident, values: filledIn(values) }),
    placeholderData: keepPreviousData,
  });
  const outline = useMemo(() => outlineOf(playbook.graph), [playbook.graph]);
  const names = useMemo(() => new Map(playbook.graph.steps.map(({ id, name }) => [id, name])), [playbook.graph]);
  const asked = playbook.variables.filter(({ constant }) => !constant);
  return (
    <div className="bw-playbook-split">
      <Panel id="dry-result" title={t('playbooks.dryResult')} aside={t('playbooks.dryText')}>
        <Answer of={dry} rows={8}>
          {({ lines, missing }) => {
            const said = new Map(lines.flatMap((line) => (line.within === '' ? [[line.step, line] as const] : [])));
            const body = ({ id, sentence }: { readonly id: string; readonly sentence: Text }) => (
              <DryStep
                sentence={format.text(sentence)}
                line={said.get(id)}
                called={lines.filter(({ within }) => within === id || within.startsWith(`${id}/`))}
              />
            );
            return (
              <div aria-live="polite" aria-busy={dry.isPlaceholderData}>
                {missing.length > 0 && (
                  <p>
                    <Mark tone="amber">
                      {t('playbooks.dryMissing', { names: missing.map(({ name }) => plainName(name)).join(', ') })}
                    </Mark>
                  </p>
                )}
                {lines.length === 0 && <Empty title={t('playbooks.dryEmpty')} />}
                <Row
                  row={outline.main}
                  reading={{
                    ...{ outline, names, body },
                  }}
                />
                {outline.exception && (
                  <section className="bw-playbook-branch exception">
                    <h4>{t('playbooks.exceptionTitle')}</h4>
                    {outline.exception.steps.map(({ step, number }) => (
                      <div key={step.id}>
                        <p className="row">
                          <span className="bw-playbook-number">{number}</span> <Raw text={step.name} max={120} />
                          <KindMark kind={kindOf(step)} />
                        </p>
                        {body(step)}
                      </div>
                    ))}
                  </section>
                )}
              </div>
            );
          }}
        </Answer>
      </Panel>
      <Panel id="dry-values" title={t('playbooks.dryValues')}>
        <div className="stack">
          {may('incidents:read') && (
            <IncidentChoice
              label={t('playbooks.dryIncident')}
              none={t('playbooks.dryNoIncident')}
              value={incident}
              onChange={setIncident}
            />
          )}
          <ValuesForm
            asked={asked}
            values={{ ...known(dry.data?.values, asked), ...typed }}
            onChange={(name, value) => setTyped((old) => ({ ...old, [name]: value }))}
          />
        </div>
      </Panel>
    </div>
  );
}

/** What is filled in where nothing was typed. */
function known(
  values: Readonly<Record<string, string | null>> | undefined,
  asked: PlaybookWire['variables'],
): Record<string, string> {
  return Object.fromEntries(asked.map(({ name, value }) => [name, values?.[name] ?? value ?? '']));
}
