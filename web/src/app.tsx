import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { RequestError } from './api/problem.ts';
import { makeRouter } from './router.tsx';
import { colorSchemeManager } from './theme/color-scheme.ts';
import { useTheme } from './theme/use-theme.ts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The live stream says what changed; a list that reloads under the eyes helps nobody.
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        count < 2 && !(error instanceof RequestError && error.status >= 400 && error.status < 500),
      retryDelay: (count) => Math.min(500 * 2 ** count, 4000),
    },
  },
});
const router = makeRouter(client);

/** Nonce that this page's policy asks of style elements. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

export function App() {
  const theme = useTheme();
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      getStyleNonce={styleNonce}
    >
      <Notifications position="bottom-right" limit={4} zIndex={400} containerWidth={380} />
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
