import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';
import { fontsAsFiles } from './scripts/fonts-as-files.mjs';
import { configFromEnvironment, securityHeaders } from './scripts/serving.mjs';

export default defineConfig({
  plugins: [react(), fontsAsFiles(), configFromEnvironment()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 1600,
  },
  server: { port: 3000, strictPort: true },
  preview: { port: 3000, strictPort: true, headers: securityHeaders() },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
