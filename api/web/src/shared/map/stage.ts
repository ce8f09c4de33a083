// A MapLibre map that asks no other host unless an administrator chose a base map of one: no glyphs, no sprites, text in the machine's own fonts.

import 'maplibre-gl/dist/maplibre-gl.css'
import { AttributionControl, Map as Chart, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource, type LayerSpecification } from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { SOURCE, under, type Under } from './basemap'
import type { Box, Shapes } from './shapes'

setWorkerUrl(worker)

export const FONT = ['Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', 'sans-serif']
const EMPTY: Shapes = { type: 'FeatureCollection', features: [] }

/** Asked before a map is made: the library's own failure cannot be caught. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null
}

/** keys: source -> the property that names its features. Each begins empty; `put` fills it. */
export async function stage(holder: HTMLElement, keys: Record<string, string>, layers: LayerSpecification[], box: Box | null): Promise<Chart> {
  const source = (key: string) => ({ type: 'geojson' as const, data: EMPTY, promoteId: key, tolerance: 0.2 })
  const chart = new Chart({
    container: holder,
    style: {
      version: 8,
      sources: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, source(key)])),
      layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#f7f7f4' } }, ...layers],
    },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    ...(box ? { bounds: box, fitBoundsOptions: { padding: 40 } } : {}),
  })
  chart.touchZoomRotate.disableRotation()
  chart.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
  chart.addControl(new ScaleControl(), 'bottom-left')
  chart.on('error', (event) => {
    const { sourceId } = event as { sourceId?: string }
    if (!sourceId?.startsWith(SOURCE)) console.error(event.error) // a tile of the base map that does not come leaves the map as it is
  })
  await chart.once('load')
  void under().then((ground) => lay(chart, ground, layers[0]?.id))
  return chart
}

/** Afterwards, so that no map waits for tiles that do not come. first: the page's own lowest layer. */
function lay(chart: Chart, { sources, layers, attribution }: Under, first: string | undefined): void {
  if (!chart.getContainer().isConnected) return
  for (const [name, each] of Object.entries(sources)) chart.addSource(name, each)
  for (const each of layers) chart.addLayer(each, first)
  if (attribution) chart.addControl(new AttributionControl({ compact: false, customAttribution: escaped(attribution) }), 'bottom-right')
}

/** The library takes it as markup. */
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

export function put(chart: Chart, source: string, shapes: Shapes): void {
  void chart.getSource<GeoJSONSource>(source)?.setData(shapes)
}

/** As `put`, of what changed alone: a feature that is the same object as before is on the map already. */
export function renew(chart: Chart, source: string, before: Shapes, after: Shapes): void {
  const same = new Set(before.features)
  const add = after.features.filter((each) => !same.has(each))
  if (add.length * 2 > after.features.length) return put(chart, source, after)
  const kept = new Set(after.features)
  const remove = before.features.filter((each) => !kept.has(each)).map((each) => String(each.id))
  if (add.length || remove.length) void chart.getSource<GeoJSONSource>(source)?.updateData({ remove, add })
}

/** Two maps side by side or one over the other look at the same place. */
export function together(one: Chart, other: Chart): () => void {
  let following = false
  const follow = (leader: Chart, led: Chart) => () => {
    if (following) return
    following = true
    led.jumpTo({ center: leader.getCenter(), zoom: leader.getZoom() })
    following = false
  }
  const [there, back] = [follow(one, other), follow(other, one)]
  there()
  one.on('move', there)
  other.on('move', back)
  return () => {
    one.off('move', there)
  }
}
