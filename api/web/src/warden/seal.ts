// What is not sent yet lies on the phone sealed (XChaCha20-Poly1305). Written in JavaScript: plain http has no crypto.subtle.

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hexToBytes, managedNonce } from '@noble/ciphers/utils.js'

const cipher = managedNonce(xchacha20poly1305)

export function seal(key: string, content: unknown): Uint8Array {
  return cipher(hexToBytes(key)).encrypt(new TextEncoder().encode(JSON.stringify(content)))
}

/** null: sealed under another key. */
export function unseal<T>(key: string, box: Uint8Array): T | null {
  try {
    return JSON.parse(new TextDecoder().decode(cipher(hexToBytes(key)).decrypt(box))) as T
  } catch {
    return null
  }
}
