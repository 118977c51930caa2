import { ActionIcon, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.ts';
import { IconCheck, IconCopy } from './icons.ts';

function useCopied(text: string): [copied: boolean, copy: () => void] {
  const [copied, setCopied] = useState(false);
  return [
    copied,
    () => {
      void copyText(text).then((done) => {
        if (!done) return;
        setCopied(true);
        setTimeout(() => setCopied(false), 2000);
      });
    },
  ];
}

/** One line to copy: a command, a URL, a token. */
export function CopyLine({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const [copied, copy] = useCopied(text);
  return (
    <div className="bw-copy-line">
      <code>{text}</code>
      <ActionIcon size={24} onClick={copy} aria-label={copied ? t('common.copied') : (label ?? t('common.copy'))}>
        {copied ? <IconCheck size={15} className="green" /> : <IconCopy size={15} />}
      </ActionIcon>
    </div>
  );
}

/** A block of configuration or source with a copy button. */
export function CodeBlock({ text, label, wrap }: { text: string; label?: string; wrap?: boolean }) {
  const { t } = useTranslation();
  const [copied, copy] = useCopied(text);
  return (
    <div className={`bw-code ${wrap ? 'wrap' : ''}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <Button
        size="compact-xs"
        onClick={copy}
        aria-label={label}
        leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
      >
        {copied ? t('common.copied') : t('common.copy')}
      </Button>
    </div>
  );
}
