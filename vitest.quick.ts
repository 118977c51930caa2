import { defineConfig } from 'vitest/config';
import { unit } from './vitest.config.ts';

/**
 * The unit tests of `npm run check`: all that need no database, and not the few that take seconds each because they go
 * through whole countries, quarters of a year or millions of random inputs. `npm test` runs those too.
 */
export default defineConfig({
  test: {
    ...unit,
    exclude: [
      'src/store/**',
      'src/app/keys/**',
      'src/app/keeping/**',
      'src/enrich/enrichers/geo/{geo,mmdb,world}.test.ts',
      'src/enforce/geo/{kernel/levels,files/prefixes}.test.ts',
      'src/prove/calls/simulation.test.ts',
      'src/ingest/formats/asterisk/security-usual.test.ts',
    ],
  },
});
