import { TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '../parts/icons.ts';
import { useKeys } from '../parts/keyboard.ts';

/** Finds addresses, accounts, numbers and customers, wherever they were seen. */
export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const asked = useSearch({ strict: false }).q ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useKeys({ '/': () => input.current?.select() });
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> has no role in the browsers we support
    <form
      role="search"
      className="bw-search"
      onSubmit={(event) => {
        event.preventDefault();
        const q = text.trim();
        if (q) void navigate({ to: '/search', search: { q } });
        input.current?.blur();
      }}
    >
      <TextInput
        ref={input}
        type="search"
        aria-label={t('shell.search')}
        placeholder={t('shell.searchPlaceholder')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') input.current?.blur();
        }}
        leftSection={<IconSearch size={15} />}
        rightSection={<kbd aria-hidden>/</kbd>}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
      />
    </form>
  );
}
