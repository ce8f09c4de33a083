// A sheet of visits as the outbox keeps it: the file itself, until it was sent.

const CHUNK = 0x8000

export async function kept(file: File): Promise<Record<string, unknown>> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let signs = ''
  for (let at = 0; at < bytes.length; at += CHUNK) signs += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return { name: file.name, content: btoa(signs) }
}

export function formOf(body: Record<string, unknown>): FormData {
  const bytes = Uint8Array.from(atob(String(body.content)), (sign) => sign.charCodeAt(0))
  const form = new FormData()
  form.append('file', new Blob([bytes]), String(body.name))
  return form
}
