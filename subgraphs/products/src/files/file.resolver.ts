import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { Access, everyone, self } from "#platform/graphql/access.ts";
import { parseId } from "#platform/ids/id.ts";
import type { ProductsContext } from "../context.ts";
import { chooseWidth, type ImageFormat, pictureKey, type StoredFile } from "./file.ts";
import { FileType, ImageFormatEnum } from "./file.type.ts";

@Resolver(() => FileType)
export class FileResolver {
  /** @param publicBaseUrl where the bucket's objects are read, without a slash at its end. */
  constructor(private readonly publicBaseUrl: string) {}

  @Access(everyone("one's own in any state, others' once they are in use"))
  @Query(() => FileType, {
    nullable: true,
    description: "A file: one's own in any state, others' once they are in use, null otherwise.",
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
      "Where the picture is: the smallest size that is at least `width` wide, else the largest. Null until it is checked.",
  })
  url(
    @Root() { id, picture }: StoredFile,
    @Arg("width", () => Int, { nullable: true, description: "Pixels that it is shown in; the largest without it." })
    width: number | null,
    @Arg("format", () => ImageFormatEnum, { defaultValue: "WEBP", description: "How it is encoded." })
    format: ImageFormat,
  ): string | null {
    return picture && `${this.publicBaseUrl}/${pictureKey(id, picture.digest, chooseWidth(picture, width), format)}`;
  }
}
