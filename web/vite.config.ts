import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './compressed.ts';

/** Where `npm run dev` finds the API. */
const api = process.env.BELWACHT_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), compressed()],
  // A strict content security policy allows no inline script, hence no polyfill and no inlined asset either.
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: {
    port: 5173,
    proxy: { '/api': { target: api, changeOrigin: false }, '/lists': api, '/healthz': api },
  },
  preview: { proxy: { '/api': api, '/lists': api } },
});
