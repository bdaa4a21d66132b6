import sharp from "sharp";
import { expect, it } from "vitest";
import { GPS_SECRET, HTML, makePicture, makeSidewaysJpeg, SVG } from "../testing/make-picture.ts";
import type { PictureType } from "./file.ts";
import { renderPicture } from "./render-picture.ts";

const renderAs = (contentType: PictureType, bytes: Uint8Array) =>
  renderPicture({ bytes, contentType, purpose: "AVATAR" });

it.each(["jpeg", "png", "webp", "avif"] as const)("makes WebP and AVIF in every width of %s", async (format) => {
  const outcome = await renderAs(`image/${format}`, await makePicture(format));
  if (outcome.kind !== "rendered") throw new Error(outcome.reason);
  expect(outcome).toMatchObject({ width: 300, height: 200, widths: [64, 128, 256, 300] });
  const made = await Promise.all(
    outcome.images.map(async ({ bytes, width, format: kept }) => {
      const found = await sharp(bytes).metadata();
      return [width, kept, found.width, found.mediaType];
    }),
  );
  expect(made).toEqual(
    [64, 128, 256, 300].flatMap((width) => [
      [width, "WEBP", width, "image/webp"],
      [width, "AVIF", width, "image/avif"],
    ]),
  );
});

it("turns a picture upright and keeps nothing but its pixels", async () => {
  const bytes = await makeSidewaysJpeg(320, 640);
  expect(bytes.includes(GPS_SECRET)).toBe(true);
  const outcome = await renderAs("image/jpeg", Buffer.concat([bytes, HTML]));
  if (outcome.kind !== "rendered") throw new Error(outcome.reason);
  expect(outcome).toMatchObject({ width: 320, height: 640 });
  for (const image of outcome.images) {
    const { exif, icc, xmp, orientation } = await sharp(image.bytes).metadata();
    expect({ exif, icc, xmp, orientation }).toEqual({});
    expect(image.bytes.includes(GPS_SECRET) || image.bytes.includes("<script")).toBe(false);
  }
});

it("keeps what is see-through, and grey pictures and those in print colours", async () => {
  const clear = await sharp({ create: { width: 20, height: 20, channels: 4, background: "#0000" } })
    .png()
    .toBuffer();
  const outcome = await renderAs("image/png", clear);
  expect(outcome.kind === "rendered" && (await sharp(outcome.images[0]!.bytes).metadata()).hasAlpha).toBe(true);
  for (const space of ["b-w", "cmyk"] as const) {
    const jpeg = await sharp(await makePicture("png"))
      .toColourspace(space)
      .jpeg()
      .toBuffer();
    const kept = await renderAs("image/jpeg", jpeg);
    expect(kept.kind === "rendered" && (await sharp(kept.images[0]!.bytes).metadata()).space).toBe("srgb");
  }
});

it.each([
  ["HTML", "image/png", () => HTML],
  ["SVG", "image/png", () => SVG],
  ["another picture type", "image/png", () => makePicture("jpeg")],
  ["nothing known", "image/jpeg", () => Buffer.alloc(64)],
] as const)("refuses %s by its first bytes", async (_, contentType, make) => {
  expect(await renderAs(contentType, await make())).toEqual({ kind: "refused", reason: "WRONG_CONTENT" });
});

it("refuses what begins as a picture and is none", async () => {
  const png = await makePicture("png");
  const cut = (
    await sharp({ create: { width: 300, height: 300, channels: 3, noise: { type: "gaussian" }, background: "#000" } })
      .jpeg()
      .toBuffer()
  ).subarray(0, 2_000);
  expect(await renderAs("image/png", Buffer.concat([png.subarray(0, 16), HTML]))).toEqual({
    kind: "refused",
    reason: "UNREADABLE",
  });
  expect(await renderAs("image/jpeg", cut)).toEqual({ kind: "refused", reason: "UNREADABLE" });
});

it.each([
  ["too wide", { width: 12_001, height: 1 }],
  ["too high", { width: 1, height: 12_001 }],
  ["too many pixels", { width: 10_000, height: 5_001 }],
])("refuses a picture that is %s, before it decodes it", async (_, size) => {
  const bytes = await makePicture("png", size);
  expect(bytes.length).toBeLessThan(1_000_000);
  expect(await renderAs("image/png", bytes)).toEqual({ kind: "refused", reason: "TOO_MANY_PIXELS" });
});

it("takes the largest picture there may be", async () => {
  expect(await renderAs("image/png", await makePicture("png", { width: 12_000, height: 4_166 }))).toMatchObject({
    kind: "rendered",
    width: 512,
  });
});
