import { expect, it } from "vitest";
import { chooseWidth, FILE_MOVES, findQuotaProblems, pictureKey, uploadKey, widthsOf } from "./file.ts";

it("lets nothing leave DELETED, and nothing in use be deleted but with its owner", () => {
  const moves = Object.entries(FILE_MOVES);
  expect(moves.filter(([, { from }]) => (from as readonly string[]).includes("DELETED"))).toEqual([]);
  const endsUse = moves.filter(([, { from }]) => (from as readonly string[]).includes("ATTACHED"));
  expect(endsUse.map(([name]) => name)).toEqual(["detach", "erase"]);
});

it("keeps the purpose's widths up to the picture's own, and never enlarges", () => {
  expect(widthsOf("PRODUCT_MEDIA", 4_000)).toEqual([160, 480, 960, 1_600]);
  expect(widthsOf("PRODUCT_MEDIA", 1_600)).toEqual([160, 480, 960, 1_600]);
  expect(widthsOf("PRODUCT_MEDIA", 700)).toEqual([160, 480, 700]);
  expect(widthsOf("AVATAR", 10)).toEqual([10]);
});

it("shows the smallest width that is large enough, else the largest", () => {
  const picture = { widths: [160, 480, 700] };
  expect([null, 0, -5, 160, 161, 480, 481, 9_000].map((wanted) => chooseWidth(picture, wanted))).toEqual([
    700, 160, 160, 160, 480, 480, 700, 700,
  ]);
});

it("puts nothing of a client's into a key, and no two files into one folder", () => {
  expect(uploadKey("file_a")).toBe("incoming/file_a/original");
  expect(pictureKey("file_a", "d1", 160, "AVIF")).toBe("files/file_a/d1/160.avif");
});

it("fills a quota to the last file and byte", () => {
  const quota = { files: 2, bytes: 100 };
  expect(findQuotaProblems({ files: 1, bytes: 40 }, 60, quota)).toEqual([]);
  expect(findQuotaProblems({ files: 1, bytes: 40 }, 61, quota)).toEqual(["TOO_MANY_BYTES"]);
  expect(findQuotaProblems({ files: 2, bytes: 40 }, 60, quota)).toEqual(["TOO_MANY_FILES"]);
  expect(findQuotaProblems({ files: 2, bytes: 100 }, 1, quota)).toEqual(["TOO_MANY_FILES", "TOO_MANY_BYTES"]);
});
