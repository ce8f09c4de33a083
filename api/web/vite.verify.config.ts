import { join } from 'node:path'
import { defineConfig, type Plugin, type Rolldown } from 'vite'

const text = (one: Rolldown.OutputAsset | Rolldown.OutputChunk): string => (one.type === 'chunk' ? one.code : String(one.source))

/** Script and style stand in the page itself: opened from disk it may fetch nothing, and its policy says so. */
const inOneFile = (): Plugin => ({
  name: 'in-one-file',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const name = Object.keys(bundle).find((one) => one.endsWith('.html'))!
      const parts = Object.entries(bundle).filter(([one]) => one !== name)
      const script = parts.filter(([one]) => one.endsWith('.js')).map(([, one]) => text(one).replaceAll('</script', '<\\/script'))
      const style = parts.filter(([one]) => one.endsWith('.css')).map(([, one]) => text(one))
      const page = text(bundle[name]!).replace(/<(script|link)\b[^>]*\b(src|href)="[^"]*"[^>]*>(<\/script>)?/g, '')
      const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'" />`
      const head = `${policy}\n    <style>${style.join('\n')}</style>\n  </head>`
      const whole = page.replace('</head>', () => head).replace('</body>', () => `<script type="module">${script.join('\n')}</script>\n  </body>`)
      for (const [one] of parts) delete bundle[one]
      delete bundle[name]
      this.emitFile({ type: 'asset', fileName: 'verify.html', source: whole })
    },
  },
})

export default defineConfig({
  root: join(import.meta.dirname, 'src/verify'),
  plugins: [inOneFile()],
  build: {
    target: 'chrome94',
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: { input: join(import.meta.dirname, 'src/verify/index.html') },
  },
})
