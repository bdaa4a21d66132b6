import { fileTypeFromBuffer } from "file-type";
import sharp, { type OutputInfo, type Sharp, type SharpOptions } from "sharp";
import {
  type FilePurpose,
  type ImageFormat,
  PICTURE_TYPES,
  type PictureType,
  type RejectionReason,
  widthsOf,
} from "./file.ts";

export interface RenderedImage {
  readonly width: number;
  readonly format: ImageFormat;
  readonly bytes: Buffer;
}

export type RenderOutcome =
  | { kind: "rendered"; width: number; height: number; widths: readonly number[]; images: readonly RenderedImage[] }
  | { kind: "refused"; reason: RejectionReason };

export type RenderPicture = (upload: {
  bytes: Uint8Array;
  contentType: PictureType;
  purpose: FilePurpose;
}) => Promise<RenderOutcome>;

export const MAX_PIXELS = 50_000_000;
export const MAX_SIDE_PIXELS = 12_000;
const DECODE_SECONDS = 20;
const ENCODE_SECONDS = 60;

/** An animated PNG begins as one does; its first frame is kept. */
const SAME_AS: Readonly<Record<string, PictureType>> = { "image/apng": "image/png" };
/** What the decoder calls each type: it looks at the bytes by itself, and both must have seen the same. */
const DECODER: Record<PictureType, string> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "heif",
};

/** AVIF takes most of the time; each step of effort more doubles it for a few per cent of size. */
const ENCODE: Record<ImageFormat, (image: Sharp) => Sharp> = {
  WEBP: (image) => image.webp({ quality: 80 }),
  AVIF: (image) => image.avif({ quality: 50, effort: 1 }),
};

/**
 * Makes what is kept of an upload out of its pixels alone: upright, in sRGB, of the first frame, in every width and format.
 * No byte of the upload survives, so neither do metadata, appended data and scripts. Refused is what is not of the declared
 * type by its magic bytes, what does not decode, and what has more than MAX_PIXELS or a side beyond MAX_SIDE_PIXELS, which is
 * read from the header before anything is decoded.
 *
 * Takes some 200 MB for the largest picture: not for more than a few at a time.
 */
export const renderPicture: RenderPicture = async ({ bytes, contentType, purpose }) => {
  if ((await detectType(bytes)) !== contentType) return { kind: "refused", reason: "WRONG_CONTENT" };
  const size = await readSize(bytes, contentType);
  if (size === null) return { kind: "refused", reason: "UNREADABLE" };
  const { width, height } = size;
  if (width > MAX_SIDE_PIXELS || height > MAX_SIDE_PIXELS || width * height > MAX_PIXELS) {
    return { kind: "refused", reason: "TOO_MANY_PIXELS" };
  }
  const widths = widthsOf(purpose, width);
  const largest = await decode(bytes, widths.at(-1)!);
  if (largest === null) return { kind: "refused", reason: "UNREADABLE" };
  const images: RenderedImage[] = [];
  for (const step of widths) {
    for (const format of Object.keys(ENCODE) as ImageFormat[]) {
      images.push({ width: step, format, bytes: await encode(largest, step, format) });
    }
  }
  return { kind: "rendered", width: largest.info.width, height: largest.info.height, widths, images };
};

async function detectType(bytes: Uint8Array): Promise<PictureType | undefined> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime ?? "";
  return SAME_AS[mime] ?? PICTURE_TYPES.find((type) => type === mime);
}

const INPUT: SharpOptions = { failOn: "error", limitInputPixels: MAX_PIXELS };

/** Width and height as the picture will stand, from its header; null when it has none that makes sense. */
async function readSize(
  bytes: Uint8Array,
  contentType: PictureType,
): Promise<{ width: number; height: number } | null> {
  try {
    const { format, autoOrient } = await sharp(bytes, { ...INPUT, limitInputPixels: false }).metadata();
    return format === DECODER[contentType] ? autoOrient : null;
  } catch {
    return null;
  }
}

interface Pixels {
  data: Buffer;
  info: OutputInfo;
}

/** The pixels, upright and `width` wide; null when they cannot be made out, whatever the decoder has against them. */
async function decode(bytes: Uint8Array, width: number): Promise<Pixels | null> {
  try {
    return await sharp(bytes, INPUT)
      .timeout({ seconds: DECODE_SECONDS })
      .autoOrient()
      .resize({ width })
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch {
    return null;
  }
}

function encode({ data, info }: Pixels, width: number, format: ImageFormat): Promise<Buffer> {
  const image = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  return ENCODE[format](image.timeout({ seconds: ENCODE_SECONDS }).resize({ width })).toBuffer();
}
