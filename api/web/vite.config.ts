import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin, type Rolldown } from 'vite'

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

/** Everything that the warden's page is made of, named by its content; the service worker fetches it once and keeps it. */
const keptOffline = (): Plugin => ({
  name: 'kept-offline',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const worker = bundle['sw.js']
      if (worker?.type !== 'chunk') return
      const page = String((bundle['w.html'] as Rolldown.OutputAsset).source)
      const named = new Set(page.match(/assets\/[\w.-]+/g) ?? [])
      for (const name of named) for (const part of partsOf(bundle[name], bundle)) named.add(part) // grows while it is walked
      const list = [...named].map((name) => ({ url: `/${name}`, revision: null as string | null }))
      list.push({ url: '/w', revision: createHash('sha256').update(page).digest('hex').slice(0, 16) })
      worker.code = worker.code.replace('self.__WB_MANIFEST', JSON.stringify(list))
    },
  },
})

const partsOf = (part: Rolldown.OutputAsset | Rolldown.OutputChunk | undefined, bundle: Rolldown.OutputBundle): string[] =>
  part?.type === 'chunk' ? Object.keys(bundle).filter((name) => name.startsWith('assets/') && part.code.includes(name.slice(7))) : []

export default defineConfig({
  plugins: [svelte(), keptOffline(), packed()],
  build: {
    target: 'chrome94',
    assetsInlineLimit: 0, // the page's policy lets no data: address be a script or a style
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: { ...Object.fromEntries(PAGES.map((name) => [name.slice(0, -5), join(import.meta.dirname, name)])), sw: join(import.meta.dirname, 'src/sw.ts') },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
