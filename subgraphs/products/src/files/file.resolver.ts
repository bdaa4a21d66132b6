import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { Access, everyone, self } from "#platform/graphql/access.ts";
import { parseId } from "#platform/ids/id.ts";
import { isShopMember, type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { ProductsContext } from "../context.ts";
import { chooseWidth, type ImageFormat, pictureKey, type StoredFile } from "./file.ts";
import type { SignDownload } from "./sign-download.ts";
import { FileType, ImageFormatEnum } from "./file.type.ts";

@Resolver(() => FileType)
export class FileResolver {
  /** @param publicBaseUrl where the bucket's public objects are read, without a slash at its end. */
  constructor(
    private readonly publicBaseUrl: string,
    private readonly signDownload: SignDownload,
  ) {}

  @Access(everyone("one's own in any state, pictures of others once they are in use, lists of one's shops"))
  @Query(() => FileType, {
    nullable: true,
    description:
      "A file: one's own in any state, others' pictures once they are in use, lists of shops whose catalogue one manages; null otherwise.",
  })
  file(
    @Arg("id", () => ID, { description: "Which file." }) given: string,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<StoredFile | null> | null {
    const id = parseId("file", given);
    return id && loaders.fileById.load(id);
  }

  @Access(self(({ ownerId }: StoredFile) => ownerId))
  @FieldResolver(() => String, { nullable: true, description: "What its owner calls it." })
  filename(@Root() { filename }: StoredFile): string | null {
    return filename;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "Width in pixels of its largest size; null until it is checked.",
  })
  width(@Root() { picture }: StoredFile): number | null {
    return picture?.width ?? null;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "Height in pixels of its largest size; null until it is checked.",
  })
  height(@Root() { picture }: StoredFile): number | null {
    return picture?.height ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Where a picture is: the smallest size that is at least `width` wide, else the largest. Of a list: an address that is good for five minutes, for those who may see it. Null until it is checked.",
  })
  async url(
    @Root() file: StoredFile,
    @Ctx() { viewer }: ProductsContext,
    @Arg("width", () => Int, { nullable: true, description: "Pixels that it is shown in; the largest without it." })
    width: number | null,
    @Arg("format", () => ImageFormatEnum, { defaultValue: "WEBP", description: "How it is encoded." })
    format: ImageFormat,
  ): Promise<string | null> {
    const { id, picture, document } = file;
    if (picture) return `${this.publicBaseUrl}/${pictureKey(id, picture.digest, chooseWidth(picture, width), format)}`;
    return document && mayDownload(viewer, file) ? this.signDownload(file, document) : null;
  }
}

/** Looked at once more where the address is given out, whatever led to the file. */
const mayDownload = (viewer: Viewer, { ownerId, shopId }: StoredFile): boolean =>
  (ownerId !== null && ownerId === viewerUserId(viewer)) ||
  (shopId !== null && isShopMember(viewer, shopId, ["CATALOG"]));
