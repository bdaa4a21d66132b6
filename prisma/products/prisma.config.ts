import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "./schema.prisma",
  migrations: { path: "./migrations" },
  // Only commands that touch a database need the address; generating the client does not.
  datasource: { url: process.env["PRODUCTS_DATABASE_URL"] ?? "postgresql://offline.invalid/none" },
});
