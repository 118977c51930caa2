import { ActionIcon, Button, Menu } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyFormWire, GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { IconDots } from '../../../parts/icons.ts';
import { PageHeader } from '../../../parts/page-header.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { useScopeName } from './use-scope-name.ts';

/** Name and scope of a policy, the way back, and what concerns the whole of it. */
export function PolicyHeader({
  stored,
  name,
  form,
  onDelete,
}: {
  stored: GeoPolicyWire | undefined;
  name: string;
  form: GeoPolicyFormWire;
  /** Undefined for who may not change it. */
  onDelete: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scope = useScopeName(form.scope);
  return (
    <PageHeader
      tab={name}
      title={<bdi>{visibleText(name)}</bdi>}
      lead={
        <Link to="/geo" search={{ view: 'policies' }} className="bw-geo-policy-back">
          {t('geo.policies')}
        </Link>
      }
      aside={scope}
    >
      <Button
        renderRoot={(props) => (
          <Link
            {...props}
            to="/geo"
            search={{ view: 'explain', ...(form.scope.tenant && { tenant: form.scope.tenant }) }}
          />
        )}
      >
        {t('geo.explainHere')}
      </Button>
      {stored && onDelete && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon size={30} variant="default" aria-label={t('common.actions')}>
              <IconDots size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              onClick={() =>
                void navigate({
                  to: '/geo/policies/$id',
                  params: { id: 'new' },
                  search: { template: `copy:${stored.id}` },
                })
              }
            >
              {t('geo.duplicate')}
            </Menu.Item>
            <Menu.Item onClick={onDelete}>{t('geo.delete')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </PageHeader>
  );
}
