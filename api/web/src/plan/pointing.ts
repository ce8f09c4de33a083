// What the pointer does on the map: a click, a brush over buildings, a lasso, a line, a border that is pulled.

import type { Map as Chart, PointLike } from 'maplibre-gl'
import { collection, contains, crossesItself, inside, nearest, type Border, type Place, type Shape } from '../shared/map/shapes'
import { put } from '../shared/map/stage'
import { BUILDINGS } from './layers'
import type { BuildingShape } from './types'

export type Pixel = [x: number, y: number]
export type Tool = 'look' | 'brush' | 'lasso' | 'line' | 'border'

export interface Table {
  tool(): Tool
  buildings(): readonly BuildingShape[]
  borders(): readonly Border[]
  /** Buildings taken up so far, while the pointer is down. */
  picking(ids: readonly string[], pixel?: Pixel): void
  picked(ids: readonly string[]): void
  /** A brush or loop begins: in this grid, if that one is to grow whichever is chosen. */
  grows(grid: string | null): void
  gridAt(grid: string | null): void
  /** Whether the line that is being drawn crosses itself: it would have no two sides. */
  crosses(yes: boolean): void
  drawn(line: Place[]): void
  pulled(border: Border, at: Place, to: Place): void
}

const BRUSH = 7
const REACH = 14

export class Pointing {
  private ids = new Set<string>()
  private path: Place[] = []
  private pixel: Pixel = [0, 0]
  private held: { border: Border; place: Place } | null = null
  private down = false

  constructor(
    private readonly chart: Chart,
    private readonly table: Table,
  ) {
    const canvas = chart.getCanvasContainer()
    canvas.addEventListener('pointerdown', (event) => this.began(event))
    canvas.addEventListener('pointermove', (event) => this.moved(event))
    canvas.addEventListener('pointerup', () => this.ended())
    canvas.addEventListener('pointercancel', () => this.cancel())
    chart.on('click', (event) => this.clicked([event.lngLat.lng, event.lngLat.lat], event.point, event.originalEvent))
    chart.on('dblclick', (event) => {
      if (table.tool() !== 'line') return
      event.preventDefault()
      this.finish()
    })
  }

  /** The map is dragged by the tools that do not draw with the pointer held down. */
  use(tool: Tool): void {
    this.cancel()
    const draws = tool === 'brush' || tool === 'lasso' || tool === 'border'
    this.chart.dragPan[draws ? 'disable' : 'enable']()
    this.chart.boxZoom[draws ? 'disable' : 'enable']()
    this.chart.getCanvas().style.cursor = tool === 'look' ? '' : 'crosshair'
  }

  cancel(): void {
    this.ids.clear()
    this.path = []
    this.held = null
    this.down = false
    this.table.picking([])
    this.table.crosses(false)
    this.sketch([])
  }

  /** Ends the line that is being drawn. */
  finish(): void {
    const path = this.path.filter((each, at) => at === 0 || each.join() !== this.path[at - 1]!.join())
    this.cancel()
    if (path.length > 1) this.table.drawn(path)
  }

  private at(event: PointerEvent): { pixel: Pixel; place: Place } {
    const box = this.chart.getCanvas().getBoundingClientRect()
    const pixel: Pixel = [event.clientX - box.left, event.clientY - box.top]
    const { lng, lat } = this.chart.unproject(pixel)
    return { pixel, place: [lng, lat] }
  }

  private began(event: PointerEvent): void {
    const tool = this.table.tool()
    if (event.button !== 0 || !event.isPrimary || event.altKey || !(event.target instanceof HTMLCanvasElement)) return
    if (tool !== 'brush' && tool !== 'lasso' && tool !== 'border') return
    const { pixel, place } = this.at(event)
    this.down = true
    this.pixel = pixel
    if (tool !== 'border') this.table.grows(event.shiftKey ? this.gridUnder(pixel) : null)
    if (tool === 'brush') this.brush(pixel)
    else if (tool === 'lasso') this.path = [place]
    else {
      const near = nearest(this.table.borders(), pixel, (each) => this.pixelOf(each))
      this.held = near && near.pixels <= REACH ? near : null
      this.down = this.held !== null
    }
  }

  private moved(event: PointerEvent): void {
    const tool = this.table.tool()
    const { pixel, place } = this.at(event)
    this.pixel = pixel
    if (this.down && tool === 'brush') this.brush(pixel)
    else if (this.down && tool === 'lasso') this.lasso(place)
    else if (tool === 'border') this.pull(pixel, place)
    else if (tool === 'line' && this.path.length) {
      this.table.crosses(crossesItself([...this.path, place]))
      this.sketch([...this.path.map(point), line([...this.path, place])])
    }
  }

  private ended(): void {
    if (!this.down) return
    const [tool, ids, held, to] = [this.table.tool(), [...this.ids], this.held, this.path.at(-1)]
    this.cancel()
    if (tool === 'border') {
      if (held && to) this.table.pulled(held.border, held.place, to)
    } else if (ids.length) this.table.picked(ids)
  }

  private clicked(place: Place, pixel: { x: number; y: number }, event: MouseEvent): void {
    const tool = this.table.tool()
    if (tool === 'line') {
      this.path.push(place)
      this.sketch([...this.path.map(point), ...(this.path.length > 1 ? [line(this.path)] : [])])
    } else if (tool === 'look' || event.altKey) {
      this.table.gridAt(this.gridUnder([pixel.x, pixel.y]))
    }
  }

  private gridUnder(pixel: Pixel): string | null {
    const found = this.chart.queryRenderedFeatures(pixel, { layers: ['grids'] })[0]
    return (found?.properties['grid'] as string | undefined) ?? null
  }

  private brush([x, y]: Pixel): void {
    const around: [PointLike, PointLike] = [
      [x - BRUSH, y - BRUSH],
      [x + BRUSH, y + BRUSH],
    ]
    for (const found of this.chart.queryRenderedFeatures(around, { layers: BUILDINGS })) this.ids.add(found.properties['building'] as string)
    this.table.picking([...this.ids], this.pixel)
  }

  private lasso(place: Place): void {
    this.path.push(place)
    if (this.path.length < 3) return
    const outline = { type: 'Polygon' as const, coordinates: [[...this.path, this.path[0]!]] }
    this.ids = new Set(this.table.buildings().filter((each) => contains(outline, inside(each.geometry))).map((each) => String(each.id)))
    this.sketch([{ type: 'Feature', geometry: outline, properties: {} }])
    this.table.picking([...this.ids], this.pixel)
  }

  private pull(pixel: Pixel, place: Place): void {
    if (this.held && this.down) {
      this.path = [place]
      return this.sketch([point(this.held.place), line([this.held.place, place]), point(place)])
    }
    const near = nearest(this.table.borders(), pixel, (each) => this.pixelOf(each))
    this.sketch(near && near.pixels <= REACH ? [point(near.place)] : [])
  }

  private pixelOf(place: Place): Pixel {
    const { x, y } = this.chart.project(place)
    return [x, y]
  }

  private sketch(shapes: Shape[]): void {
    put(this.chart, 'sketch', collection(shapes))
  }
}

const point = (place: Place): Shape => ({ type: 'Feature', geometry: { type: 'Point', coordinates: place }, properties: {} })
const line = (path: Place[]): Shape => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: path }, properties: {} })
