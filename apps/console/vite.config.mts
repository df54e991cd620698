// Builds the console into dist/apps/console, where the gateway serves it. `SPECLINE_URL=http://127.0.0.1:8080 npx vite apps/console`
// serves the sources while they are worked on, in front of a gateway that runs.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { firstLoadBudget } from './build/first-load.mts';

const root = import.meta.dirname;
const gateway = process.env.SPECLINE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root,
  base: '/',
  resolve: {
    conditions: ['specline-src', 'module', 'browser', 'development|production'],
    alias: { zod: resolve(root, 'build/no-schemas.ts') },
  },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: resolve(root, '../../dist/apps/console'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // The licences of what is bundled, beside it.
    license: { fileName: 'assets/licenses.md' },
    // Every file is fetched: a data: address would need another line in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One style sheet: a part whose own one failed to load once would stay without it.
    cssCodeSplit: false,
    // Directives for servers mean nothing here.
    rolldownOptions: { onLog: (level, log, handle) => { if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log); } },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
  plugins: [firstLoadBudget({ kilobytes: 250 })],
  server: {
    proxy: {
      '/api': {
        target: gateway, ws: true, changeOrigin: true,
        configure(proxy) {
          // The gateway lets its own pages in only.
          proxy.on('proxyReq', (request) => request.setHeader('origin', gateway));
          proxy.on('proxyReqWs', (request) => request.setHeader('origin', gateway));
        },
      },
    },
  },
});
