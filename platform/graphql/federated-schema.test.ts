import { describe, expect, it } from "vitest";
import { Field, ObjectType, Query, Resolver } from "type-graphql";
import { Access, everyone, self } from "./access.ts";
import { buildFederatedSchema } from "./federated-schema.ts";

describe("building a schema", () => {
  it("fails on an operation that declares nothing, and names it", async () => {
    @Resolver()
    class ForgetfulResolver {
      @Query(() => String, { nullable: true, description: "Nobody said for whom." })
      forgotten(): string {
        return "x";
      }
    }
    const built = buildFederatedSchema({ resolvers: [new ForgetfulResolver()] });
    await expect(built).rejects.toThrow("Query.forgotten declares no access");
  });

  it("fails on a field that could be refused as absent but is never null", async () => {
    @ObjectType("Box", { description: "A box." })
    class Box {
      @Access(self<Box>(({ content }) => content))
      @Field(() => String, { description: "What is in it." })
      content!: string;
    }
    @Resolver()
    class BoxResolver {
      @Access(everyone())
      @Query(() => Box, { nullable: true, description: "A box." })
      box(): Box {
        return { content: "x" };
      }
    }
    const built = buildFederatedSchema({ resolvers: [new BoxResolver()] });
    await expect(built).rejects.toThrow("Box.content may be refused as if it were not there, so it must be nullable");
  });

  it("fails on a field that a scope shows of something without an id, for nobody could tell what was read", async () => {
    @ObjectType("Note", { description: "A note." })
    class Note {
      @Access(self<Note>(() => null, { scope: "user:read" }))
      @Field(() => String, { nullable: true, description: "What it says." })
      text!: string | null;
    }
    @Resolver()
    class NoteResolver {
      @Access(everyone())
      @Query(() => Note, { nullable: true, description: "A note." })
      note(): Note {
        return { text: "x" };
      }
    }
    const built = buildFederatedSchema({ resolvers: [new NoteResolver()] });
    await expect(built).rejects.toThrow("Note.text is shown by a scope, which is recorded: Note needs an id");
  });
});
