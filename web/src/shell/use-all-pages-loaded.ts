import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * Fetches the code of every page once the first one stands, so that going elsewhere also works while the server is away:
 * during an attack is the worst moment to find out that a page was never loaded.
 */
export function useAllPagesLoaded(): void {
  const router = useRouter();
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route);
      void import('../parts/chart/echarts.ts');
    }, 1500);
    return () => clearTimeout(timer);
  }, [router]);
}
