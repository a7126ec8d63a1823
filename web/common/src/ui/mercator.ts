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

/** The tiles that a window of ``size`` around ``centre`` shows, each with the pixels from the window's corner. */
export function tilesIn(centre: Point, zoom: number, [width, height]: Pixel): Array<{ x: number; y: number; left: number; top: number }> {
  const [x, y] = pixelOf(centre, zoom);
  const [west, north] = [x - width / 2, y - height / 2];
  const tiles = [];
  for (let row = Math.floor(north / TILE); row * TILE < north + height; row++)
    for (let column = Math.floor(west / TILE); column * TILE < west + width; column++)
      tiles.push({ x: column, y: row, left: column * TILE - west, top: row * TILE - north });
  return tiles;
}
