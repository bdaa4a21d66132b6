/** Response headers that S3 keeps with an object, by lower-case name. */
export const STORED_HEADERS = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

export type StoredHeader = (typeof STORED_HEADERS)[number];

export type CannedAcl = "private" | "public-read";

/** What the writer of an object decides. */
export interface ObjectAttributes {
  readonly headers: Readonly<Partial<Record<StoredHeader, string>>>;
  /** User metadata, names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly acl: CannedAcl;
}

/** An object as it is remembered; its bytes are in the blob file. Never changed in place. */
export interface StoredObject extends ObjectAttributes {
  readonly key: string;
  /** Name of the file with the bytes. A new one for every write, so readers of the old one are not disturbed. */
  readonly blob: string;
  readonly size: number;
  /** Hex MD5 of the bytes, without quotes. */
  readonly etag: string;
  readonly crc32Base64: string;
  /** ISO 8601. */
  readonly lastModified: string;
}

export const quotedETag = (object: Pick<StoredObject, "etag">): string => `"${object.etag}"`;

/** What is remembered about a bucket itself. `policy` and `cors` are the documents as they were put. */
export interface BucketSettings {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly policy: string | null;
  readonly cors: string | null;
}

export interface Bucket {
  settings: BucketSettings;
  /** True once it is on its way out; nothing may be written any more. */
  isDeleted: boolean;
  /** Writes under way. A bucket with any is not empty. */
  writes: number;
  readonly objects: Map<string, StoredObject>;
}
