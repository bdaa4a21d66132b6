import sharp from "sharp";

export const GPS_SECRET = "lives-at-1-secret-street";

/** A red picture that is `width` by `height` once it is turned upright, tells where it was taken, and lies on its side. */
export const makeSidewaysJpeg = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width: height, height: width, channels: 3, background: "#c02020" } })
    .withExif({ IFD0: { Copyright: GPS_SECRET }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

export const makePicture = (
  format: "png" | "jpeg" | "webp" | "avif",
  { width = 300, height = 200, background = "#2060c0" } = {},
): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .toFormat(format)
    .toBuffer();

export const HTML = Buffer.from("<!doctype html><script>alert(document.domain)</script>");
export const SVG = Buffer.from(
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
);
