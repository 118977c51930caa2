import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/request.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { type Description, operationsOf } from './description.ts';
import { OperationLine } from './operation-line.tsx';
import './api-docs.css';

/** The API to read: every route with what it needs, takes and gives. Made from the description the server serves. */
export function ApiDocsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const q = useSearch({ from: '/shell/api-docs' }).q ?? '';
  const description = useQuery({
    queryKey: ['openapi'],
    queryFn: ({ signal }) => get<Description>('/api/openapi.json', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const setText = useCallback(
    (text: string) =>
      void navigate({ to: '/api-docs', search: (old) => ({ ...old, q: text || undefined }), replace: true }),
    [navigate],
  );
  return (
    <>
      <PageHeader title={t('apiDocs.title')} aside={t('apiDocs.token')} />
      <div className="bw-toolbar">
        <FilterText
          label={t('apiDocs.search')}
          placeholder={t('apiDocs.searchPlaceholder')}
          value={q}
          onChange={setText}
        />
        <a href="/api/openapi.json">/api/openapi.json</a>
      </div>
      <Answer of={description} rows={12}>
        {(data) => {
          const groups = operationsOf(data, q);
          if (groups.length === 0) return <Empty title={t('apiDocs.none')} />;
          return (
            <div className="stack loose">
              {groups.map(({ tag, operations }) => (
                <Panel key={tag} id={`tag-${tag}`} title={tag} flush>
                  <ul className="bw-lines">
                    {operations.map((operation) => (
                      <OperationLine key={operation.operationId} operation={operation} description={data} />
                    ))}
                  </ul>
                </Panel>
              ))}
            </div>
          );
        }}
      </Answer>
    </>
  );
}
