// A MapLibre map without another host: no tiles, no glyphs, no sprites but what the page gives it. Text is drawn from the machine's own fonts.

import 'maplibre-gl/dist/maplibre-gl.css'
import { Map as Chart, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource, type LayerSpecification } from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
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
  await chart.once('load')
  return chart
}

export function put(chart: Chart, source: string, shapes: Shapes): void {
  void chart.getSource<GeoJSONSource>(source)?.setData(shapes)
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
