// The parts of the page and who sees which: the server refuses the others as well.

export const PARTS = ['accounts', 'state', 'rules', 'calendar', 'imports', 'organised', 'basemap'] as const
export type Part = (typeof PARTS)[number]

const SEEN: Record<Part, readonly string[]> = {
  accounts: ['admin', 'auditor'],
  state: ['admin', 'auditor'],
  rules: ['admin', 'auditor', 'approver', 'planner'],
  imports: ['admin', 'planner', 'desk', 'auditor'],
  organised: ['admin', 'auditor', 'approver', 'desk', 'planner'],
  basemap: ['admin', 'auditor'],
  calendar: ['admin', 'auditor', 'approver', 'desk'],
}

export const partsOf = (role: string): readonly Part[] => PARTS.filter((part) => SEEN[part].includes(role))
export const wanted = (): string | null => new URLSearchParams(location.search).get('part')

export function go(part: Part): void {
  history.replaceState(null, '', `${location.pathname}?part=${part}`)
}
