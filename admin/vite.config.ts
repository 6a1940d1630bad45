/// <reference types="vitest/config" />
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { keepIcons } from './icons.ts'

export default defineConfig({
  base: '/admin/',
  plugins: [vue(), keepIcons()],
  // One vue-i18n: the copy nested in Meteor compiles messages with `new Function`, which the policy forbids.
  resolve: { dedupe: ['vue', 'vue-i18n'] },
  define: { __VUE_I18N_LEGACY_API__: false, __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false },
  worker: { format: 'es' },
  build: {
    outDir: '../server/static/admin',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rollupOptions: {
      input: ['index.html', 'graphiql.html'],
      // React's packages mark modules "use client" for server rendering, which is not used here.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
  // The development server bundles only the administration beforehand; GraphiQL's workers cannot be.
  optimizeDeps: { entries: ['index.html'], exclude: ['graphiql/setup-workers/vite'] },
  server: { proxy: { '^/graphql$': process.env.SERVER ?? 'http://127.0.0.1:8000' }, fs: { allow: ['..'] } },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    server: { deps: { inline: [/@shopware-ag/] } },
    testTimeout: 20_000,
    // Isolated files took 15 seconds longer; tests/support/setup.ts resets what tests change.
    isolate: false,
    pool: 'threads',
  },
})
