// When a chart is drawn: at once where it is in sight or goes to paper, else one after another while the browser rests.

type Draw = () => Promise<void>
const NEAR = '200px'
const REST_MS = 2_000
const waiting = new Map<Element, Draw>()
let isResting = false

const near = new IntersectionObserver((seen) => seen.forEach((each) => each.isIntersecting && begin(each.target)), { rootMargin: NEAR })
addEventListener('beforeprint', () => {
  ;[...waiting.keys()].forEach(begin)
  for (const [svg, width, height] of drawn()) svg.setAttribute('viewBox', `0 0 ${width} ${height}`) // paper is narrower than the screen
})
addEventListener('afterprint', () => drawn().forEach(([svg]) => svg.removeAttribute('viewBox')))

const drawn = (): [SVGSVGElement, string, string][] =>
  [...document.querySelectorAll<SVGSVGElement>('.picture svg')].map((svg) => [svg, svg.getAttribute('width') ?? '1', svg.getAttribute('height') ?? '1'])

/** Draws once. Answers with what takes it back. */
export function whenWanted(place: Element, draw: Draw): () => void {
  waiting.set(place, draw)
  near.observe(place)
  rest()
  return () => leave(place)
}

function leave(place: Element): void {
  waiting.delete(place)
  near.unobserve(place)
}

function begin(place: Element): void {
  const draw = waiting.get(place)
  leave(place)
  void draw?.()
}

/** Safari knows no idle time. */
function rest(): void {
  if (isResting || !waiting.size) return
  isResting = true
  const next = () => {
    isResting = false
    const [first] = waiting.keys()
    if (first) begin(first)
    rest()
  }
  if ('requestIdleCallback' in window) requestIdleCallback(next, { timeout: REST_MS })
  else setTimeout(next, REST_MS / 10)
}
