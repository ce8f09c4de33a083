// A bundle checked in a page of one file, opened from disk: nothing is sent, nothing fetched.

import './page.css'
import { Broken, check, isNative } from './check'
import { said, type Facts } from './words'

const main = document.querySelector('main')!
const chosen: { bundle: Map<string, Blob>; key: Blob | null; held: Blob | null } = { bundle: new Map(), key: null, held: null }

type Made<Name extends keyof HTMLElementTagNameMap> = HTMLElementTagNameMap[Name]
function element<Name extends keyof HTMLElementTagNameMap>(name: Name, given: object = {}, ...within: Node[]): Made<Name> {
  const made: Made<Name> = Object.assign(document.createElement(name), given)
  made.append(...within)
  return made
}

function both(code: string, facts: Facts = {}): Node[] {
  const [chinese, english] = said(code, facts)
  return [element('span', { textContent: chinese }), element('span', { textContent: english, lang: 'en', className: 'soft' })]
}

function file(code: string, change: (files: File[]) => void, many = false): HTMLElement {
  const input = element('input', { type: 'file', multiple: many, id: code })
  input.addEventListener('change', () => change([...(input.files ?? [])]))
  return element('label', { className: 'choice' }, ...both(code), input)
}

const named = (files: Iterable<File>): Map<string, Blob> => new Map([...files].map((one) => [one.name, one]))
const part = element('input', { type: 'checkbox', id: 'part' })
const button = element('button', { type: 'button' }, ...both('run'))
const told = element('ol', { id: 'told' })
const verdict = element('p', { id: 'verdict' })
verdict.setAttribute('role', 'status')

/** A folder that is dropped is opened, one level deep. */
async function dropped(items: DataTransferItemList): Promise<File[]> {
  const entries = [...items].map((one) => one.webkitGetAsEntry()).filter((one) => one !== null)
  const opened = await Promise.all(entries.map((one) => (one.isDirectory ? within(one as FileSystemDirectoryEntry) : [one])))
  return Promise.all(opened.flat().filter((one) => one.isFile).map((one) => new Promise<File>((done, fail) => (one as FileSystemFileEntry).file(done, fail))))
}

async function within(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const [reader, found] = [folder.createReader(), [] as FileSystemEntry[]]
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (!some.length) return found
    found.push(...some)
  }
}

function line(mark: string, code: string, facts: Facts): void {
  told.append(element('li', { className: mark === '✓' ? 'holds' : 'broken' }, element('b', { textContent: mark }), ...both(code, facts)))
}

function conclude(code: 'holds' | 'broken' | 'busy'): void {
  verdict.className = code
  verdict.replaceChildren(...both(code))
}

async function run(): Promise<void> {
  told.replaceChildren()
  conclude('busy')
  button.disabled = true
  try {
    if (!chosen.key) throw new Broken('keys')
    await check(chosen.bundle, { keys: chosen.key, held: chosen.held, isPart: part.checked }, ({ code, facts }) => line('✓', code, facts))
    conclude('holds')
  } catch (failed) {
    const broken = failed instanceof Broken ? failed : new Broken('unreadable', { file: '?', line: '?' })
    line('✗', broken.code, broken.facts)
    conclude('broken')
  }
  button.disabled = false
}

button.addEventListener('click', () => void run())
document.addEventListener('dragover', (event) => event.preventDefault())
document.addEventListener('drop', (event) => {
  event.preventDefault()
  if (event.dataTransfer) void dropped(event.dataTransfer.items).then((files) => (chosen.bundle = named(files)))
})
main.append(
  element('h1', {}, ...both('title')),
  element('p', { className: 'hint' }, ...both('hint')),
  element(
    'form',
    {},
    file('bundle', (files) => (chosen.bundle = named(files)), true),
    file('key', ([one]) => (chosen.key = one ?? null)),
    file('held', ([one]) => (chosen.held = one ?? null)),
    element('label', { className: 'tick' }, part, ...both('part')),
    button,
  ),
  verdict,
  told,
)
void isNative.then((native) => main.append(element('p', { id: 'signatures', className: 'hint' }, ...both(native ? 'native' : 'fallback'))))
