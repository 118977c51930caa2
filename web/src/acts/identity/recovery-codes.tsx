import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { copyText } from '../../parts/copy-text.ts';
import { IconCheck, IconCopy, IconDownload, IconPrinter } from '../../parts/icons.ts';
import './identity.css';

/** The codes that let somebody in without the other factor: shown once, so the way on opens when they are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const user = useSession()?.user;
  const [copied, setCopied] = useState(false);
  const [kept, setKept] = useState(false);
  const head = t('profile.codesSheet', { email: user?.email ?? '', date: format.day(Date.now()) });
  const download = () => {
    const sheet = `${head}\r\n\r\n${codes.join('\r\n')}\r\n`;
    const url = URL.createObjectURL(new Blob([sheet], { type: 'text/plain;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = t('profile.codesFile');
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <div className="stack">
      <p>{t('profile.codesText')}</p>
      <div className="bw-print-alone stack">
        <p className="bw-print-only">{head}</p>
        <ul className="bw-codes" aria-label={t('profile.codes')}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <div className="row wrap">
        <Button
          leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          onClick={() => void copyText(codes.join('\n')).then(setCopied)}
        >
          {copied ? t('common.copied') : t('profile.codesCopy')}
        </Button>
        <Button leftSection={<IconDownload size={15} />} onClick={download}>
          {t('profile.codesDownload')}
        </Button>
        <Button leftSection={<IconPrinter size={15} />} onClick={() => window.print()}>
          {t('profile.codesPrint')}
        </Button>
      </div>
      <Checkbox
        size="sm"
        label={t('profile.codesKept')}
        checked={kept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button size="sm" variant="filled" disabled={!kept} onClick={onDone}>
        {t('profile.codesDone')}
      </Button>
    </div>
  );
}
