// A small table that the page itself writes into a file.

/** Excel opens it in Chinese: the mark at the beginning says which encoding. No cell is a formula. */
export function csv(head: readonly string[], rows: readonly (readonly unknown[])[]): Blob {
  const cell = (value: unknown) => {
    const text = String(value ?? '')
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return `"${safe.replaceAll('"', '""')}"`
  }
  return new Blob(['\uFEFF', [head, ...rows].map((line) => line.map(cell).join(',')).join('\r\n')], { type: 'text/csv;charset=utf-8' })
}

export function save(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
