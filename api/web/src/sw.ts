// Keeps the warden's page itself on the phone. What it shows is kept by the page (IndexedDB), never here: no answer about anybody is cached.

/// <reference lib="webworker" />
import { createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] }
const WORDS = 'words'

precacheAndRoute(self.__WB_MANIFEST)
registerRoute(new NavigationRoute(createHandlerBoundToURL('/w'), { allowlist: [/^\/w$/] }))

/** The server's words for codes are public and few: the last ones known are shown without a network. */
registerRoute(
  ({ url }) => url.pathname === '/api/texts',
  async ({ request }) => {
    const kept = await caches.open(WORDS)
    try {
      const answer = await fetch(request)
      if (answer.ok) await kept.put(request, answer.clone())
      return answer
    } catch (failed) {
      const known = await kept.match(request)
      if (known) return known
      throw failed
    }
  },
)

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
