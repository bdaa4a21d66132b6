import type { Id, ShopId, UserId } from "#platform/ids/id.ts";
import { days, hours, minutes } from "#platform/time/duration.ts";

export type FileId = Id<"file">;

export const FILE_STATUSES = ["PENDING", "READY", "REJECTED", "ATTACHED"] as const;
/** PENDING: form handed out or check under way. READY: checked, used by nothing. REJECTED: refused. ATTACHED: in use. */
export type FileStatus = (typeof FILE_STATUSES)[number];
/** DELETED is a tombstone that nobody sees: objects and row are on their way out, and nothing leads back. */
export type StoredStatus = FileStatus | "DELETED";

interface Move {
  readonly from: readonly FileStatus[];
  readonly to: StoredStatus;
}

/** The whole life of a file. Each move is one update that names where it may start, so of two that race one finds nothing. */
export const FILE_MOVES = {
  accept: { from: ["PENDING"], to: "READY" },
  reject: { from: ["PENDING"], to: "REJECTED" },
  attach: { from: ["READY"], to: "ATTACHED" },
  detach: { from: ["ATTACHED"], to: "READY" },
  /** By its owner, or because nobody came to use it. */
  delete: { from: ["PENDING", "READY", "REJECTED"], to: "DELETED" },
  /** With its owner, who is erased. */
  erase: { from: ["PENDING", "READY", "REJECTED", "ATTACHED"], to: "DELETED" },
} as const satisfies Record<string, Move>;

export type RejectionReason = "NOT_UPLOADED" | "NOT_AS_DECLARED" | "WRONG_CONTENT" | "UNREADABLE" | "TOO_MANY_PIXELS";

/**
 * What is taken as a picture. No SVG and no HTML, which are programs; no GIF, because animation is not kept and each decoder is
 * one more that strangers feed.
 */
export const PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/avif"] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** What is taken as a document: text in UTF-8. */
export const DOCUMENT_TYPES = ["text/csv", "application/x-ndjson"] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];
export type ContentType = PictureType | DocumentType;

const MEBIBYTE = 1_024 * 1_024;
export const MAX_PICTURE_BYTES = 10 * MEBIBYTE;
export const MAX_DOCUMENT_BYTES = 100 * MEBIBYTE;

interface Purpose {
  /** PICTURE: made anew of its pixels and shown to everyone once it is in use. DOCUMENT: kept as it is, and private. */
  readonly kind: "PICTURE" | "DOCUMENT";
  /** Widths in pixels of the sizes that are kept, the smallest first; a narrower picture keeps its own as the largest. */
  readonly widths: readonly number[];
  readonly contentTypes: readonly ContentType[];
  readonly maxBytes: number;
  /** Whose it is once attached: a person's files go with the person, a shop's stay. */
  readonly belongsTo: "person" | "shop";
  /** Who brings the bytes: nobody may upload what the server makes. */
  readonly madeBy: "person" | "server";
  /** How long it may be in no use before it is collected. */
  readonly looseTtlMs: number;
}

const picture = {
  kind: "PICTURE",
  contentTypes: PICTURE_TYPES,
  maxBytes: MAX_PICTURE_BYTES,
  madeBy: "person",
} as const;
const shopsDocument = {
  kind: "DOCUMENT",
  widths: [],
  contentTypes: DOCUMENT_TYPES,
  maxBytes: MAX_DOCUMENT_BYTES,
  belongsTo: "shop",
} as const;

/** What files are for. */
export const PURPOSES = {
  PRODUCT_MEDIA: { ...picture, widths: [160, 480, 960, 1_600], belongsTo: "shop", looseTtlMs: hours(24) },
  REVIEW_IMAGE: { ...picture, widths: [160, 480, 960], belongsTo: "person", looseTtlMs: hours(24) },
  AVATAR: { ...picture, widths: [64, 128, 256, 512], belongsTo: "person", looseTtlMs: hours(24) },
  PRODUCT_IMPORT: { ...shopsDocument, madeBy: "person", looseTtlMs: hours(24) },
  PRODUCT_EXPORT: { ...shopsDocument, madeBy: "server", looseTtlMs: days(7) },
} as const satisfies Record<string, Purpose>;

export type FilePurpose = keyof typeof PURPOSES;

export const purposeOf = (purpose: FilePurpose): Purpose => PURPOSES[purpose];

/** The purposes of which `holds` is true. */
export const purposesThat = (holds: (purpose: Purpose) => boolean): FilePurpose[] =>
  (Object.keys(PURPOSES) as FilePurpose[]).filter((purpose) => holds(PURPOSES[purpose]));

/** What is kept of a picture, by the name that clients use. */
export const IMAGE_FORMATS = {
  WEBP: { extension: "webp", contentType: "image/webp" },
  AVIF: { extension: "avif", contentType: "image/avif" },
} as const;
export type ImageFormat = keyof typeof IMAGE_FORMATS;

/** How long an upload form is good. */
export const FORM_TTL_MS = minutes(10);
/** Past its expiry, a form may still be at work on a body that it accepted in time. */
export const FORM_GRACE_MS = hours(1);
/** How long the signed address of a private file is good. */
export const DOWNLOAD_TTL_MS = minutes(5);

/** What one person's files that are in no use yet may come to. */
export interface UploadQuota {
  readonly files: number;
  readonly bytes: number;
}
export const UPLOAD_QUOTA: UploadQuota = { files: 100, bytes: 500 * MEBIBYTE };

/** A checked picture: which sizes of it there are. */
export interface Picture {
  /** Of the largest size, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Widths of all sizes in pixels, the smallest first; each is there in every format. */
  readonly widths: readonly number[];
  /** Names the bytes that were checked. */
  readonly digest: string;
}

/** A checked document. */
export interface StoredDocument {
  /** Names the bytes that were checked. */
  readonly digest: string;
}

export interface StoredFile {
  readonly id: FileId;
  /** Null when the owner is erased and the file belongs to a shop. */
  readonly ownerId: UserId | null;
  readonly purpose: FilePurpose;
  readonly status: StoredStatus;
  /** As the owner's machine calls it: text to show the owner, nothing else. */
  readonly filename: string | null;
  /** As declared, and as found when it was checked. */
  readonly contentType: ContentType;
  readonly sizeBytes: number;
  /** Null until the upload has been checked, and for documents. */
  readonly picture: Picture | null;
  /** Null until the upload has been checked, and for pictures. */
  readonly document: StoredDocument | null;
  readonly rejectionReason: RejectionReason | null;
  /** What an ATTACHED file is used by, in its user's words. */
  readonly reference: string | null;
  /** The shop whose members may see a private file; null when only its owner may. */
  readonly shopId: ShopId | null;
  readonly createdAt: Date;
  /** When the upload form ends. */
  readonly expiresAt: Date;
  /** When the owner said that the upload is done. */
  readonly completedAt: Date | null;
}

/** Where an upload lands until it has been checked: private. The server chooses it; no name of a client's is in a key. */
export const uploadFolder = (id: FileId): string => `incoming/${id}/`;
export const uploadKey = (id: FileId): string => `${uploadFolder(id)}original`;

/** Where checked pictures are: public. Keys name the content, so two runs of one check write the same or apart. */
export const pictureFolder = (id: FileId): string => `files/${id}/`;
export const contentFolder = (id: FileId, digest: string): string => `${pictureFolder(id)}${digest}/`;
export const pictureKey = (id: FileId, digest: string, width: number, format: ImageFormat): string =>
  `${contentFolder(id, digest)}${width}.${IMAGE_FORMATS[format].extension}`;

/** Where checked documents are: private, read by signed addresses only. */
export const documentFolder = (id: FileId): string => `private/${id}/`;
export const documentKey = (id: FileId, digest: string): string => `${documentFolder(id)}${digest}`;

/** The widths to keep of a picture that is `width` pixels wide, the smallest first. Nothing is enlarged. */
export function widthsOf(purpose: FilePurpose, width: number): number[] {
  const wanted: readonly number[] = PURPOSES[purpose].widths;
  return [...wanted.filter((step) => step < width), Math.min(width, wanted.at(-1)!)].filter(
    (step, index, all) => all.indexOf(step) === index,
  );
}

/** The smallest kept width that is not below `wanted`, else the largest. */
export function chooseWidth({ widths }: Pick<Picture, "widths">, wanted: number | null): number {
  const largest = widths.at(-1)!;
  return wanted === null ? largest : (widths.find((width) => width >= wanted) ?? largest);
}

/** What quota an upload of `sizeBytes` would break, given what is in use. */
export function findQuotaProblems(
  use: UploadQuota,
  sizeBytes: number,
  quota: UploadQuota,
): ("TOO_MANY_FILES" | "TOO_MANY_BYTES")[] {
  return [
    ...(use.files + 1 > quota.files ? ["TOO_MANY_FILES" as const] : []),
    ...(use.bytes + sizeBytes > quota.bytes ? ["TOO_MANY_BYTES" as const] : []),
  ];
}
