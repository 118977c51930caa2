import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/use-session.ts';
import { useKeys } from '../parts/keyboard.ts';
import { pagesOf } from './pages.ts';

const openEvent = 'belwacht:key-help';

/** Shows the shortcuts. */
export function openKeyHelp(): void {
  window.dispatchEvent(new Event(openEvent));
}

/** Which key does what; under `?`. */
export function KeyHelp() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const shown = pagesOf(useSession());
  useKeys({ '?': () => setOpen(true) });
  useEffect(() => {
    const show = () => setOpen(true);
    window.addEventListener(openEvent, show);
    return () => window.removeEventListener(openEvent, show);
  }, []);
  const everywhere: [keys: string[], what: string][] = [
    [['/'], t('shell.keySearch')],
    [['Ctrl', 'K'], t('shell.keyPalette')],
    ...shown.map((page): [string[], string] => [['g', page.key], t(page.name)]),
    [['b'], t('shell.keyBlock')],
    [['Esc'], t('shell.keyBack')],
    [['?'], t('shell.keyHelp')],
  ];
  const lists: [string[], string][] = [
    [['j'], t('shell.keyDown')],
    [['k'], t('shell.keyUp')],
    [['Enter'], t('shell.keyOpen')],
    [['a'], t('shell.keyAcknowledge')],
    [['b'], t('shell.keyBlock')],
    [['u'], t('shell.keyUndo')],
  ];
  const incident: [string[], string][] = [
    [['c'], t('incidents.open')],
    [['a'], t('incidents.acknowledge')],
    [['l'], t('incidents.takeLead')],
    [['n'], t('incidents.note')],
    [['r'], t('incidents.runPlaybook')],
  ];
  return (
    <Modal opened={open} onClose={() => setOpen(false)} title={t('shell.keysTitle')} size={560}>
      <div className="bw-keys">
        <KeyList title={t('shell.keysEverywhere')} keys={everywhere} />
        <div className="stack loose">
          <KeyList title={t('shell.keysLists')} keys={lists} />
          <KeyList title={t('incidents.title')} keys={incident} />
        </div>
      </div>
    </Modal>
  );
}

function KeyList({ title, keys }: { title: string; keys: [keys: string[], what: string][] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([pressed, what]) => (
          <div key={pressed.join(' ')}>
            <dt>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
