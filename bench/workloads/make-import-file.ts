/** A CSV of new products on sale, each with `variants` sizes, prices and stock: one row for each variant. */
export function makeImportFile({
  run,
  products,
  variants,
}: {
  run: string;
  products: number;
  variants: number;
}): Buffer {
  const lines = ["handle,title,description,status,option1_name,option1_value,sku,price_eur,stock,tags"];
  for (let product = 0; product < products; product++) {
    for (let variant = 0; variant < variants; variant++) {
      const isFirst = variant === 0;
      lines.push(
        [
          `import-${run}-${product}`,
          isFirst ? `Imported lamp ${product}` : "",
          isFirst ? `A lamp of series ${product % 97} made of oak and brass with a linen shade.` : "",
          isFirst ? "ACTIVE" : "",
          isFirst ? "Size" : "",
          `S${variant}`,
          `IMP-${run}-${product}-${variant}`,
          `${10 + (product % 90)}.90`,
          String(5 + variant),
          isFirst ? "lamp" : "",
        ].join(","),
      );
    }
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}
