import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { keepIcons } from './icons.ts'

export default defineConfig({
  base: '/admin/',
  plugins: [vue(), keepIcons()],
  // One vue-i18n: the nested one of meteor compiles messages with `new Function`, which the policy forbids.
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
      // React's packages carry "use client" for servers that render; there is none here.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
  // The development server looks at the administration alone: GraphiQL's workers cannot be bundled beforehand.
  optimizeDeps: { entries: ['index.html'], exclude: ['graphiql/setup-workers/vite'] },
  server: { proxy: { '^/graphql$': process.env.SERVER ?? 'http://127.0.0.1:8000' }, fs: { allow: ['..'] } },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    server: { deps: { inline: [/@shopware-ag/] } },
    testTimeout: 20_000,
    // A browser and all modules anew for each file cost 15 seconds; tests/setup.ts puts back what tests change.
    isolate: false,
    pool: 'threads',
  },
})
