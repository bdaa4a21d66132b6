import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ProductsContext } from "../context.ts";
import type { StoredFile } from "../files/file.ts";
import { FileType } from "../files/file.type.ts";
import type { ProductMedia } from "./product.ts";
import { ProductMediaType } from "./product.type.ts";

@Resolver(() => ProductMediaType)
export class ProductMediaResolver {
  @FieldResolver(() => FileType, {
    nullable: true,
    description: "The uploaded file, for other sizes and formats of it; null for a picture from elsewhere.",
  })
  file(@Root() { fileId }: ProductMedia, @Ctx() { loaders }: ProductsContext): Promise<StoredFile | null> | null {
    return fileId && loaders.fileById.load(fileId);
  }
}
