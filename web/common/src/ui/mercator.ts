/** Where a point of the earth lies on a flat map of a zoom, in pixels (Web Mercator, tiles of 256 pixels). */
export interface Point {
  latitude: number;
  longitude: number;
}

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

export type Pixel = [x: number, y: number];

export const TILE = 256;

const side = (zoom: number): number => TILE * 2 ** zoom;

export function pixelOf({ latitude, longitude }: Point, zoom: number): Pixel {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [(side(zoom) * (longitude + 180)) / 360, side(zoom) * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))];
}

export function pointAt([x, y]: Pixel, zoom: number): Point {
  const latitude = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / side(zoom)))) * 180) / Math.PI;
  return { latitude: rounded(latitude), longitude: rounded((x / side(zoom)) * 360 - 180) };
}

/** To a metre or so: more digits would only pretend to know. */
const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

export const within = ({ latitude, longitude }: Point, { west, south, east, north }: Box): Point => ({
  latitude: Math.min(north, Math.max(south, latitude)),
  longitude: Math.min(east, Math.max(west, longitude)),
});

/** The zoom at which ``box`` just fits into a window of that size; it may lie between two whole ones. */
export function zoomFor({ west, south, east, north }: Box, [width, height]: Pixel): number {
  const [left, top] = pixelOf({ latitude: north, longitude: west }, 0);
  const [right, bottom] = pixelOf({ latitude: south, longitude: east }, 0);
  return Math.log2(Math.min(width / (right - left), height / (bottom - top)));
}

interface Tile {
  z: number;
  x: number;
  y: number;
  left: number;
  top: number;
  /** How large it is drawn: there are tiles for whole zooms only. */
  side: number;
}

/** The tiles that a window of ``size`` around ``centre`` shows, each with the pixels from the window's corner. */
export function tilesIn(centre: Point, zoom: number, [width, height]: Pixel): Tile[] {
  const z = Math.round(zoom);
  const edge = TILE * 2 ** (zoom - z);
  const [x, y] = pixelOf(centre, zoom);
  const [west, north] = [x - width / 2, y - height / 2];
  const tiles = [];
  for (let row = Math.floor(north / edge); row * edge < north + height; row++)
    for (let column = Math.floor(west / edge); column * edge < west + width; column++)
      tiles.push({ z, x: column, y: row, left: column * edge - west, top: row * edge - north, side: edge });
  return tiles;
}
