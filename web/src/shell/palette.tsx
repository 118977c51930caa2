import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { looksLikeAddress } from '../acts/address.ts';
import { useBlocking } from '../acts/blocking.tsx';
import { tenantsQuery } from '../api/queries.ts';
import { may, useOwnCustomer, useSession } from '../api/use-session.ts';
import { setLanguage } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/use-format.ts';
import { IconSearch } from '../parts/icons.ts';
import { useChosenCustomer } from './customer-bar.tsx';
import { pagesOf } from './pages.ts';
import { useTenantName } from './tenant-name.ts';

/** Ctrl/⌘ K: go anywhere, block, find, choose a customer. */
export function Palette() {
  const { t } = useTranslation();
  const { language } = useFormat();
  const navigate = useNavigate();
  const openBlock = useBlocking();
  const nameOf = useTenantName();
  const { setColorScheme } = useMantineColorScheme();
  const session = useSession();
  const own = useOwnCustomer();
  const chosen = useChosenCustomer();
  const all = useQuery(tenantsQuery).data;
  // A portal has nothing to choose between.
  const tenants = own ? [] : (all ?? []);
  const [query, setQuery] = useState('');
  const typed = query.trim();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => listenForShortcut(input), []);

  const actions: SpotlightActionData[] = [];
  if (looksLikeAddress(typed) && may(session, 'decisions:act')) {
    actions.push({
      id: 'block-typed',
      label: t('shell.paletteBlock', { value: typed }),
      onClick: () => openBlock({ value: typed }),
    });
  }
  if (typed && may(session, 'events:read')) {
    actions.push({
      id: 'search-typed',
      label: t('shell.paletteSearch', { query: typed }),
      keywords: typed,
      onClick: () => void navigate({ to: '/search', search: { q: typed } }),
    });
  }
  for (const page of pagesOf(session)) {
    actions.push({
      id: page.to,
      label: t('shell.paletteGo', { page: t(page.name) }),
      rightSection: <kbd>{`g ${page.key}`}</kbd>,
      onClick: () => void navigate({ to: page.to }),
    });
  }
  if (may(session, 'decisions:act')) {
    actions.push({ id: 'block', label: t('shell.paletteNewBlock'), onClick: () => openBlock({}) });
  }
  if (may(session, 'sources:write')) {
    actions.push({
      id: 'connect',
      label: t('shell.paletteConnect'),
      onClick: () => void navigate({ to: '/sources/connect' }),
    });
  }
  if (chosen !== undefined) {
    actions.unshift({
      id: 'all-customers',
      label: t('shell.paletteAllCustomers', { customer: chosen }),
      onClick: () => void navigate({ to: '.', search: (old) => ({ ...old, tenant: undefined }) }),
    });
  }
  actions.push(
    { id: 'profile', label: t('shell.paletteProfile'), onClick: () => void navigate({ to: '/profile' }) },
    {
      id: 'theme',
      label: t('shell.paletteTheme'),
      onClick: () => setColorScheme(document.documentElement.dataset.mantineColorScheme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'language',
      label: t('shell.paletteLanguage'),
      onClick: () => setLanguage(language === 'nl' ? 'en' : 'nl'),
    },
  );
  for (const tenant of tenants) {
    actions.push({
      id: `tenant-${tenant.id}`,
      label: nameOf(tenant.id, tenant.name),
      description: t('common.customer'),
      onClick: () => void navigate({ to: '/', search: { tenant: tenant.id } }),
    });
  }

  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      // At once: what is typed next belongs in it.
      transitionProps={{ duration: 0 }}
      nothingFound={t('shell.paletteNothing')}
      highlightQuery={false}
      limit={12}
      scrollable
      overlayProps={{ blur: 0 }}
      maxHeight={420}
      searchProps={{
        ref: input,
        leftSection: <IconSearch size={16} />,
        placeholder:
          chosen === undefined ? t('shell.palettePlaceholder') : t('shell.palettePlaceholderIn', { customer: chosen }),
        'aria-label': t('shell.palette'),
      }}
    />
  );
}

/** Ctrl/⌘ K, also while typing. The box has the focus before the next key arrives. */
function listenForShortcut(input: RefObject<HTMLInputElement | null>): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!event.repeat) flushSync(() => spotlight.toggle());
    input.current?.focus();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
