// Households of a grid against the band that the server tells, for what is not drawn yet.

export type Fit = 'short' | 'fits' | 'over'

/** Null where several bands hold, or none: then the server alone knows. */
export function ends(limit: string | null | undefined): [low: number, high: number] | null {
  const found = /^(\d+)–(\d+)$/.exec(limit ?? '')
  return found && [Number(found[1]), Number(found[2])]
}

export function fit(homes: number, limit: string | null | undefined): Fit | null {
  const band = ends(limit)
  return band && (homes < band[0] ? 'short' : homes > band[1] ? 'over' : 'fits')
}

/** How many grids in the band so many households can be; null where no number will do. */
export function makes(homes: number, limit: string | null | undefined): [fewest: number, most: number] | null {
  const band = ends(limit)
  const [fewest, most] = band ? [Math.ceil(homes / band[1]), Math.floor(homes / band[0])] : [1, 0]
  return fewest <= most ? [fewest, most] : null
}
