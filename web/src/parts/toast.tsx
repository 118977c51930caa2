import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { IconAlertTriangleFilled, IconCircleCheckFilled } from './icons.ts';

export interface Toast {
  id?: string;
  title: string;
  text?: ReactNode;
  /** The way back, or the next step. */
  act?: { name: string; run: () => void };
  bad?: boolean;
  /** Goes by itself; what can be undone and what failed stays until dismissed. */
  brief?: boolean;
}

/** Takes a toast away that is no longer true. */
export function dismissToast(id: string): void {
  notifications.hide(id);
}

/** Shows what an act did. */
export function toast({ id, title, text, act, bad, brief }: Toast): void {
  const shown: string = notifications.show({
    id,
    title,
    message: (
      <div className="bw-toast">
        {text && <span>{text}</span>}
        {act && (
          <Button
            onClick={() => {
              notifications.hide(shown);
              act.run();
            }}
          >
            {act.name}
          </Button>
        )}
      </div>
    ),
    autoClose: brief ? 4000 : false,
    icon: bad ? (
      <IconAlertTriangleFilled size={18} className="red" />
    ) : (
      <IconCircleCheckFilled size={18} className="green" />
    ),
    color: 'transparent',
    role: bad ? 'alert' : 'status',
  });
}
