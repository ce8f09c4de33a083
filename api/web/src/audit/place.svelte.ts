// Where the auditor is: kept in the address, so that a finding can be sent to a colleague as a link.

export type View = 'subject' | 'events' | 'account' | 'findings' | 'proof'
export const VIEWS: readonly View[] = ['subject', 'events', 'account', 'findings', 'proof']

/** Of the findings. */
export const QUESTIONS = ['late', 'corrections', 'retroactive', 'refused', 'parked'] as const
export type Question = (typeof QUESTIONS)[number]

export interface Place {
  view: View
  /** What is looked at: as it was written, or an id. */
  about: string
  /** Day or instant that is asked about; none: the last change. */
  on: string
  /** As known then; none: now. */
  known: string
  /** Which findings; none: the first. */
  question: Question | ''
}

export const here = $state<Place>(read())

function read(): Place {
  const told = new URLSearchParams(location.search)
  const view = told.get('view') as View
  const part = (name: string) => told.get(name) ?? ''
  const question = part('question') as Question
  return { question: QUESTIONS.includes(question) ? question : '', view: VIEWS.includes(view) ? view : 'subject', about: part('about'), on: part('on'), known: part('known') }
}

/** isStep: a turn of the slider is no page to come back to. */
export function go(part: Partial<Place>, isStep = false): void {
  Object.assign(here, part)
  const told = new URLSearchParams(Object.entries(here).filter(([, value]) => value))
  history[isStep ? 'replaceState' : 'pushState'](null, '', `${location.pathname}?${told}`)
}

/** Another thing, or an account: from its beginning. */
export const lookAt = (about: string): void => go({ view: 'subject', about, on: '', known: '', question: '' })

addEventListener('popstate', () => Object.assign(here, read()))
