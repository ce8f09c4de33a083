import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

const PAGES = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.html'))

/** Each file beside itself as .br and .gz, so that the server packs nothing. */
const packed = (): Plugin => ({
  name: 'packed',
  apply: 'build',
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle)) {
      const path = join(dir!, name)
      const content = readFileSync(path)
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
      writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
    }
  },
})

export default defineConfig({
  plugins: [svelte(), packed()],
  build: {
    target: 'chrome94',
    assetsInlineLimit: 0, // the page's policy lets no data: address be a script or a style
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: PAGES.map((name) => join(import.meta.dirname, name)) },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
