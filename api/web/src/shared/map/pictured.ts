// The base map of a box as one picture, for drawings that are no MapLibre map: they print, and need no server for tiles once drawn.

import { Map as Chart, setWorkerUrl } from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { under } from './basemap'
import type { Box } from './shapes'
import { canDraw } from './stage'

export interface Picture {
  href: string
  /** What it shows: the box that was asked for, and what lies beside it in the picture. */
  box: Box
  attribution: string
}

const PATIENCE_MS = 15_000

/** size: of the box in metres. address: of the base map, longest: of the picture in pixels. Null where nothing lies under the maps, or this machine cannot draw it. */
export async function pictured(box: Box, size: readonly [number, number], address = '/api/basemap', longest = 1200): Promise<Picture | null> {
  if (!canDraw()) return null
  const { sources, layers, attribution } = await under(address)
  if (!layers.length) return null
  const holder = document.createElement('div')
  const share = longest / Math.max(...size)
  Object.assign(holder.style, { position: 'fixed', left: '-5000px', top: '0', width: `${size[0] * share}px`, height: `${size[1] * share}px` })
  document.body.append(holder)
  setWorkerUrl(worker)
  const chart = new Chart({
    container: holder,
    style: { version: 8, sources, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#f7f7f4' } }, ...layers] },
    bounds: box,
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    canvasContextAttributes: { preserveDrawingBuffer: true },
  })
  chart.on('error', () => {}) // a tile that does not come leaves its place bare
  try {
    await Promise.race([chart.once('idle'), new Promise((enough) => setTimeout(enough, PATIENCE_MS))])
    return { href: chart.getCanvas().toDataURL('image/jpeg', 0.85), box: chart.getBounds().toArray().flat() as Box, attribution }
  } finally {
    chart.remove()
    holder.remove()
  }
}
