// What the public routes tell: nothing of anybody but who is on duty.

export interface Building { building: string; name: string | null; number: string | null; grid: string; code: string }
export interface Estate { name: string; initials: string[]; buildings: Building[] }
export interface Category { category: string; zh: string; en: string }
export interface Community { code: string; name: string; categories: Category[] }
export interface Person { name: string | null; phone: string | null }
export interface Card {
  grid: string
  code: string
  name: string
  title: string | null
  a: Person | null
  b: Person | null
  on_duty: Person | null
  on_duty_as: 'A' | 'B' | 'stand_in' | null
  hotline: string
  supervision: string
  open: boolean
  office_hours: [string, string][]
}
export interface Notice { number: number; title: string; body: string; published_at: string }
export interface Turn { kind: string; title: string; english: string; hours: [string, string]; name: string | null; phone: string | null }
export interface Board {
  notices: Notice[]
  telephones: { hotline: string; supervision: string }
  roster: { grid: string; area: string; a: Person | null; b: Person | null }[]
  opening: { open: boolean; office_hours: [string, string][]; turns: Turn[] }
}

/** Where somebody lives, as far as they told. */
export interface Found { grid: string; building?: Building }
