import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { BlockDialog, type BlockWish } from './block-dialog.tsx';

type Open = (wish: BlockWish) => void;
const BlockingContext = createContext<Open>(() => {});

/** Holds the one block dialog, which every page, key and command opens. */
export function BlockingProvider({ children }: { children: ReactNode }) {
  const [wish, setWish] = useState<BlockWish>();
  const open = useMemo<Open>(() => (next) => setWish(next), []);
  return (
    <BlockingContext value={open}>
      {children}
      {wish && <BlockDialog wish={wish} onClose={() => setWish(undefined)} />}
    </BlockingContext>
  );
}

/** Opens the block dialog. */
export function useBlocking(): Open {
  return useContext(BlockingContext);
}
