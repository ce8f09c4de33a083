// What an administrator chose to lie under the maps: nothing, a file of tiles on this server, or pictures from an address. See /admin.

import { addProtocol, type LayerSpecification, type SourceSpecification } from 'maplibre-gl'
import { get } from '../ask'

export interface Basemap {
  kind: 'none' | 'pmtiles' | 'xyz' | 'tianditu'
  attribution: string
  deepest: number
  /** Addresses of each layer of pictures, the lowest first. */
  tiles?: string[][]
  /** A PMTiles archive on this server. */
  file?: string
}

export interface Under { sources: Record<string, SourceSpecification>; layers: LayerSpecification[]; attribution: string }

export const SOURCE = 'basemap'
const NOTHING: Under = { sources: {}, layers: [], attribution: '' }
const RASTER = 'raster-saturation'

/** Nothing where it cannot be asked: a map is drawn without its base map, never not at all. address: the public has one of its own. */
export async function under(address = '/api/basemap'): Promise<Under> {
  try {
    const chosen = await get<Basemap>(address)
    return chosen.file ? await archive(chosen, chosen.file) : pictures(chosen)
  } catch {
    return NOTHING
  }
}

const absolute = (address: string): string => (address.startsWith('/') ? location.origin + address : address)

/** Pale, so that grids stay what one sees first. */
const paint = { [RASTER]: -0.5, 'raster-opacity': 0.75, 'raster-fade-duration': 0 } as const

function pictures({ tiles = [], attribution, deepest }: Basemap): Under {
  const names = tiles.map((_, place) => `${SOURCE}-${place}`)
  return {
    sources: Object.fromEntries(tiles.map((each, place) => [names[place]!, { type: 'raster', tiles: each.map(absolute), tileSize: 256, maxzoom: deepest }])),
    layers: names.map((name) => ({ id: name, type: 'raster', source: name, paint })),
    attribution,
  }
}

async function archive({ attribution }: Basemap, file: string): Promise<Under> {
  const { PMTiles, Protocol, TileType } = await import('pmtiles')
  const opened = new PMTiles(absolute(file))
  const protocol = new Protocol()
  protocol.add(opened)
  addProtocol('pmtiles', protocol.tile)
  const header = await opened.getHeader()
  const url = `pmtiles://${absolute(file)}`
  if (header.tileType !== TileType.Mvt) {
    return { sources: { [SOURCE]: { type: 'raster', url, tileSize: 256 } }, layers: [{ id: SOURCE, type: 'raster', source: SOURCE, paint }], attribution }
  }
  const { vector_layers: named = [] } = (await opened.getMetadata()) as { vector_layers?: { id: string }[] }
  return { sources: { [SOURCE]: { type: 'vector', url } }, layers: named.map(({ id }) => drawn(id)).sort((one, other) => RANK[one.type]! - RANK[other.type]!), attribution }
}

const RANK: Record<string, number> = { fill: 0, line: 1 }

/** By what its name tells (OpenMapTiles, Protomaps, Shortbread and whatever GDAL wrote): water, green, buildings, ways; else a thin line. */
function drawn(layer: string): LayerSpecification {
  const given = { id: `${SOURCE}-${layer}`, source: SOURCE, 'source-layer': layer } as const
  const fill = (color: string): LayerSpecification => ({ ...given, type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': color } })
  if (/water|ocean|river/i.test(layer)) return fill('#cfe0ea')
  if (/land|park|green|wood|earth/i.test(layer)) return fill('#eef1e6')
  if (/building/i.test(layer)) return fill('#e4e2dd')
  return { ...given, type: 'line', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': '#cfcac0', 'line-width': 1 } }
}
