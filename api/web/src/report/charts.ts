// ECharts, as SVG and only the parts that are used; a chunk of its own, fetched when there is something to draw.

import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { tongue } from '../shared/words.svelte'
import { headOf, shown, valuesOf } from './figures'
import type { Figure } from './types'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer])
const COLOURS = ['#1a4f8b', '#c9772b', '#3f7f5b', '#8a4b7d', '#6d7a3a', '#a5403c']
const FONT = '"Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
const WITHOUT_HEAD = 6

export function draw(place: HTMLElement, figure: Figure): EChartsType {
  const chart = init(place, null, { renderer: 'svg' })
  chart.setOption(optionsOf(figure))
  return chart
}

function optionsOf(figure: Figure): Record<string, unknown> {
  const { by, stacked } = figure.chart!
  const places = valuesOf(figure, by)
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches || matchMedia('print').matches
  return {
    animation: !still,
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    aria: { enabled: true, decal: { show: true }, label: { description: inWords(figure, places) } },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { top: 4, type: 'plain' },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, renderMode: 'richText' },
    xAxis: { type: 'category', data: places.map((place) => labelOf(figure, place)), axisLabel: { interval: 0, rotate: places.length > 8 ? 40 : 0 } },
    yAxis: { type: 'value', minInterval: 1 },
    series: seriesOf(figure, places).map((one) => ({ ...one, type: 'bar', barMaxWidth: 26, ...(stacked ? { stack: 'all' } : {}) })),
  }
}

function seriesOf(figure: Figure, places: string[]): { name: string; data: (number | null)[] }[] {
  const { by, series, across } = figure.chart!
  const pick = (place: string, key: string, of?: string) => {
    const row = figure.rows.find((each) => String(each[by]) === place && (of === undefined || each[across!] === of))
    return row ? Number(row[key] ?? 0) : null
  }
  if (across) return valuesOf(figure, across).map((of) => ({ name: shown(figure, of), data: places.map((place) => pick(place, series[0]!, of)) }))
  return series.map((key) => ({ name: headOf(figure.columns.find((each) => each.column === key)!), data: places.map((place) => pick(place, key)) }))
}

/** A grid's code begins as its community's does: the last three digits tell it apart. */
const labelOf = (figure: Figure, place: string): string =>
  figure.chart!.by === 'grid' && place.length > WITHOUT_HEAD ? place.slice(-3) : shown(figure, place)

function inWords(figure: Figure, places: string[]): string {
  const [stop, colon] = tongue.now === 'zh' ? ['；', '：'] : ['; ', ': ']
  return seriesOf(figure, places)
    .map((one) => `${one.name}${colon}${places.map((place, index) => `${labelOf(figure, place)} ${one.data[index] ?? '–'}`).join('、')}`)
    .join(stop)
}
