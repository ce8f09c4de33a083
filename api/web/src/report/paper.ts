// What stands at the head of each printed page. A sheet made by script: the content policy takes no inline style.

const sheet = new CSSStyleSheet()

export function headPages(left: string, right: string): void {
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  sheet.replaceSync(`@page { @top-left { content: ${quotedOf(left)} } @top-right { content: ${quotedOf(right)} } }`)
}

const quotedOf = (text: string): string => `"${text.replace(/["\\\n\r\f]/g, ' ')}"`
