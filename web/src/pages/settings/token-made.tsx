import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CreatedToken } from '../../api/types.ts';
import { CodeBlock, CopyLine } from '../../parts/copy.tsx';
import { Mark } from '../../parts/mark.tsx';

const listFiles = ['blocks.txt', 'blocks.csv', 'blocks.json', 'blocks.txt?family=4', 'blocks.txt?family=6'];

/** The secret, shown once, with what it is used in. */
export function TokenMade({ token, onClose }: { token: CreatedToken; onClose: () => void }) {
  const { t } = useTranslation();
  const { origin } = window.location;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('settings.tokenMade', { name: token.name })}
      size={620}
      closeOnClickOutside={false}
    >
      <div className="stack">
        <Mark tone="amber" soft>
          {t('settings.tokenOnce')}
        </Mark>
        <div>
          <div className="bw-label">{t('settings.tokenSecret')}</div>
          <CopyLine text={token.secret} label={t('connect.copyStep', { title: t('settings.tokenSecret') })} />
        </div>
        {token.kind === 'list' ? (
          <div className="stack tight">
            <div className="bw-label">{t('settings.tokenUrls')}</div>
            {listFiles.map((file) => (
              <CopyLine
                key={file}
                text={`${origin}/lists/${token.secret}/${file}`}
                label={t('connect.copyStep', { title: file })}
              />
            ))}
          </div>
        ) : (
          <div>
            <div className="bw-label">{t('settings.tokenUse')}</div>
            <CodeBlock text={usage(token, origin)} wrap />
          </div>
        )}
        <div className="bw-dialog-foot">
          <Button variant="filled" onClick={onClose}>
            {t('common.close')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function usage(token: CreatedToken, origin: string): string {
  switch (token.kind) {
    case 'bouncer':
      return `# /etc/crowdsec/bouncers/crowdsec-firewall-bouncer.yaml\napi_url: ${origin}/\napi_key: ${token.secret}\n`;
    case 'ingest':
      return `export BELWACHT_TOKEN=${token.secret}\n`;
    default:
      return `curl -H "Authorization: Bearer ${token.secret}" ${origin}/api/v1/overview\n`;
  }
}
