import { createHash } from "node:crypto";
import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { ProductMedia } from "../../../subgraphs/products/src/catalogue/product.ts";
import { prepareBucket } from "../../../subgraphs/products/src/files/prepare-bucket.ts";
import { drawWebp, type Motif, pictureSvg, TONES } from "./draw-picture.ts";

const DEFAULT_BUCKET = "plexus-media";
const FOLDER = "catalogue";
const SIZE = 800;
const INLINE_SIZE = 64;

export interface PictureStorage {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Default: `plexus-media`. */
  bucket?: string;
  /** Where the bucket's objects are read. Default: the bucket at `endpoint`. */
  publicBaseUrl?: string;
}

export type Picture = Pick<ProductMedia, "url" | "width" | "height">;

/**
 * Draws the pictures of `motifs` in every tone and stores those that are not there yet; returns where each is. Without a
 * storage they are small data: URLs.
 */
export async function storePictures(
  motifs: readonly Motif[],
  storage: PictureStorage | undefined,
): Promise<(motif: Motif, tone: number) => Picture> {
  const store = storage ? await openBucket(storage) : inline;
  const pictures = new Map<string, Picture>();
  for (const motif of new Set(motifs)) {
    const drawn = await Promise.all(TONES.map((_, tone) => store(pictureSvg(motif, tone))));
    drawn.forEach((picture, tone) => pictures.set(`${motif} ${tone}`, picture));
  }
  return (motif, tone) => pictures.get(`${motif} ${tone}`)!;
}

type StorePicture = (svg: string) => Promise<Picture>;

const inline: StorePicture = async (svg) => {
  const webp = await drawWebp(svg, INLINE_SIZE);
  return { url: `data:image/webp;base64,${webp.toString("base64")}`, width: INLINE_SIZE, height: INLINE_SIZE };
};

async function openBucket(storage: PictureStorage): Promise<StorePicture> {
  const { endpoint, region, accessKeyId, secretAccessKey, bucket = DEFAULT_BUCKET } = storage;
  const base = (storage.publicBaseUrl ?? `${endpoint.replace(/\/$/, "")}/${bucket}`).replace(/\/$/, "");
  const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
  await prepareBucket(s3, { bucket, pageOrigins: [] });
  return async (svg) => {
    const key = `${FOLDER}/${createHash("sha256").update(`${SIZE} ${svg}`).digest("hex").slice(0, 32)}.webp`;
    if (!(await exists(() => s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))))) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: await drawWebp(svg, SIZE),
          ContentType: "image/webp",
          CacheControl: "public, max-age=31536000, immutable",
        }),
      );
    }
    return { url: `${base}/${key}`, width: SIZE, height: SIZE };
  };
}

/** False when S3 answers 404, which each kind of thing says by another name. */
async function exists(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return false;
    throw error;
  }
}
