import { localStorageColorSchemeManager } from '@mantine/core';

/** The chosen appearance, under the key that public/boot.js reads before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'belwacht.scheme' });
