// What the warden's page keeps on this machine, and how it goes: wherever somebody signs out, or the server says that the session was ended.

export const STORE = 'minqing-w'
const LEFT = 'minqing.left'
export const PATIENCE_MS = 3_000
let isLeft = false

/** This window must keep nothing any more: it is on its way out. */
export const wasLeft = (): boolean => isLeft

/** Nothing is left: neither the outbox nor the day, nor the page itself; other windows that show the warden's page leave it. */
export async function wipe(): Promise<void> {
  isLeft = true
  tellOthers()
  sessionStorage.clear()
  await forgotten()
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name)
  if ('serviceWorker' in navigator) for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister()
}

/** How many entries on this machine did not reach the server. Their state stands in the open, what they say is sealed. */
export function unsent(): Promise<number> {
  return new Promise((answer) => {
    const asked = indexedDB.open(STORE)
    asked.onupgradeneeded = () => asked.transaction!.abort() // there is none: none is made
    asked.onerror = () => answer(0)
    asked.onsuccess = () => {
      const db = asked.result
      const rows = db.transaction('outbox').objectStore('outbox').getAll()
      rows.onsuccess = () => {
        db.close()
        answer((rows.result as { state: string }[]).filter((each) => each.state !== 'sent').length)
      }
    }
  })
}

/** Another window of this browser was left. */
export function onLeft(deed: () => void): void {
  if (!('BroadcastChannel' in window)) return
  new BroadcastChannel(LEFT).onmessage = () => {
    if (isLeft) return // it was this one
    isLeft = true
    deed()
  }
}

function tellOthers(): void {
  if (!('BroadcastChannel' in window)) return
  const channel = new BroadcastChannel(LEFT)
  channel.postMessage('')
  channel.close()
}

/** A window that is frozen may hold the store open for a while: it goes then, and nobody waits for that. */
function forgotten(): Promise<void> {
  return new Promise((done) => {
    const asked = indexedDB.deleteDatabase(STORE)
    asked.onsuccess = asked.onerror = () => done()
    setTimeout(done, PATIENCE_MS)
  })
}
