import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../parts/copy.tsx';
import {
  curlOf,
  type Description,
  type Operation,
  parametersOf,
  type Schema,
  schemaOf,
  typeOf,
} from './description.ts';

/** One route: a line, and on request all about it. */
export function OperationLine({ operation, description }: { operation: Operation; description: Description }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const needs = operation['x-belwacht-needs'] ?? operation['x-belwacht-access'];
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="bw-operation">
          <span className="mono strong" data-method={operation.method}>
            {operation.method}
          </span>
          <span className="mono">{operation.path}</span>
          <span className="dim">{operation.summary}</span>
          <span className="dim bw-operation-needs">
            {needs === 'open' ? t('apiDocs.open') : needs}
            {operation['x-belwacht-step-up'] && ` · ${t('apiDocs.stepUp')}`}
          </span>
        </summary>
        {open && <Detail operation={operation} description={description} />}
      </details>
    </li>
  );
}

function Detail({ operation, description }: { operation: Operation; description: Description }) {
  const { t } = useTranslation();
  const parameters = parametersOf(operation, description);
  const body = schemaOf(operation.requestBody);
  const [good] = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const answer = schemaOf(good?.[1]);
  return (
    <div className="stack loose bw-operation-detail">
      {parameters.length > 0 && (
        <Fields
          title={t('apiDocs.parameters')}
          rows={parameters.map(({ name, in: place, required, description: about, schema }) => ({
            name: `${name} (${place})`,
            required: required ?? false,
            type: typeOf(schema),
            about: about ?? schema?.description ?? '',
          }))}
        />
      )}
      {body && <SchemaFields title={t('apiDocs.body')} schema={body} />}
      {answer && <SchemaFields title={`${t('apiDocs.answer')} ${good?.[0] ?? ''}`} schema={answer} />}
      <div>
        <h3>{t('apiDocs.try')}</h3>
        <CodeBlock text={curlOf(operation, window.location.origin)} wrap />
      </div>
    </div>
  );
}

function SchemaFields({ title, schema }: { title: string; schema: Schema }) {
  const shown = schema.items ?? schema;
  if (!shown.properties) {
    return (
      <div>
        <h3>{title}</h3>
        <code>{typeOf(schema)}</code>
      </div>
    );
  }
  return (
    <Fields
      title={schema.items ? `${title}: []` : title}
      rows={Object.entries(shown.properties).map(([name, field]) => ({
        name,
        required: shown.required?.includes(name) ?? false,
        type: typeOf(field, 1),
        about: field.description ?? '',
      }))}
    />
  );
}

function Fields({
  title,
  rows,
}: {
  title: string;
  rows: readonly { name: string; required: boolean; type: string; about: string }[];
}) {
  const { t } = useTranslation();
  return (
    <div>
      <h3>{title}</h3>
      <table className="bw-fields">
        <tbody>
          {rows.map(({ name, required, type, about }) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {name}
                {required && <span className="dim"> {t('apiDocs.required')}</span>}
              </th>
              <td>
                <code>{type}</code>
                {about && <div className="dim">{about}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
