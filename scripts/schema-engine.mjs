#!/usr/bin/env node
// Stands in for the native schema engine that Prisma's CLI would download: the same argv and JSON-RPC over stdio, run by
// the WASM engine from npm. PostgreSQL only. Its build is the client's (docs/adr/0005-own-migration-runner.md).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

// The engine reports a panic here and goes silent: without an exit, the CLI would take silence for "no difference".
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(message) {
    process.stderr.write(`the schema engine panicked: ${message}\n`);
    process.exit(101);
  },
};
const engineModule = await loadEngine();
const { url, schemaFiles, command } = readArguments(process.argv.slice(2));

log("INFO", { message: "Starting schema engine CLI" }); // the CLI drops the first line of stderr
if (command) await runDatabaseCommand(command);
else serve();

async function loadEngine() {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const require = createRequire(import.meta.url);
  const wasm = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

function readArguments(argv) {
  const found = { url: undefined, schemaFiles: [], command: undefined };
  for (let index = 0; index < argv.length; index++) {
    if (argv[index] === "--datasource") found.url = JSON.parse(argv[++index]).url;
    else if (argv[index] === "--datamodels") found.schemaFiles.push(argv[++index]);
    else if (argv[index] === "cli") found.command = argv[index + 1];
  }
  return found;
}

function databaseOf(text) {
  return decodeURIComponent(new URL(text).pathname.slice(1));
}

async function runAsAdmin(sql) {
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const client = new pg.Client({ connectionString: admin.toString() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function runDatabaseCommand(name) {
  const database = pg.escapeIdentifier(databaseOf(url));
  try {
    if (name === "can-connect-to-database") {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.end();
    } else if (name === "create-database") await runAsAdmin(`create database ${database}`);
    else if (name === "drop-database") await runAsAdmin(`drop database if exists ${database}`);
    process.exit(0);
  } catch (error) {
    const codes = { "3D000": "P1003", "42P04": "P1009" };
    log("ERROR", { message: error.message, error_code: codes[error.code] ?? "P1001" });
    process.exit(1);
  }
}

/** Explicit fields, never a connection string: pg lets the string win over `database`, and the shadow database would be the real one. */
function adapterFor(database) {
  const parsed = new URL(url ?? "postgresql://offline.invalid/none");
  const schema = parsed.searchParams.get("schema") ?? undefined;
  return new PrismaPg(
    {
      host: decodeURIComponent(parsed.hostname),
      port: Number(parsed.port || 5432),
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password) || undefined,
      database,
    },
    { schema },
  );
}

function openEngine() {
  // The adapter refuses catalogue types ("char", regclass, name[] …) that introspection selects: hand them over as text.
  const addFields = pg.Result.prototype.addFields;
  pg.Result.prototype.addFields = function (fields) {
    for (const field of fields) if ([18, 24, 194, 2205, 2206].includes(field.dataTypeID)) field.dataTypeID = 25;
    return addFields.call(this, fields);
  };
  const main = adapterFor(url ? databaseOf(url) : "none");
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: main.provider,
    adapterName: main.adapterName,
    connect: async () => withCharacterColumns(await main.connect()),
    async connectToShadowDb() {
      const name = `shadow_${globalThis.crypto.randomUUID().replaceAll("-", "")}`;
      await runAsAdmin(`create database ${name}`);
      const connection = withCharacterColumns(await adapterFor(name).connect());
      const dispose = connection.dispose.bind(connection);
      connection.dispose = async () => {
        await dispose();
        await runAsAdmin(`drop database if exists ${name} with (force)`);
      };
      return connection;
    },
  });
  const datamodels = schemaFiles.map((text, index) => [`schema${index}.prisma`, text]);
  return engineModule.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => {},
    factory,
  );
}

/** PostgreSQL's "char" columns, which the adapter hands over as text and the engine expects as single characters. */
const CHARACTER_COLUMNS = new Set(["constraint_type"]);

function withCharacterColumns(connection) {
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    result.columnNames.forEach((name, index) => {
      if (CHARACTER_COLUMNS.has(name)) result.columnTypes[index] = ColumnTypeEnum.Character;
    });
    return result;
  };
  return connection;
}

function serve() {
  let engine;
  let queue = Promise.resolve();
  const answer = async ({ id, method, params }) => {
    try {
      engine ??= await openEngine();
      const result =
        method === "getDatabaseVersion" ? await engine.version(params) : ((await engine[method](params)) ?? {});
      if (method === "diff" && result.stdout) {
        send({ id: 1e6 + id, method: "print", params: { content: result.stdout } });
      }
      send({ id, result });
    } catch (error) {
      const data = {
        is_panic: false,
        message: error?.message ?? String(error),
        meta: error?.meta ?? null,
        error_code: error?.code ?? null,
      };
      send({ id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } });
    }
  };
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const message = line.trim() ? JSON.parse(line) : {};
      if (message.method) queue = queue.then(() => answer(message));
    })
    .on("close", () => queue.then(() => process.exit(0)));
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

function log(level, fields) {
  const line = { level, is_panic: false, fields, timestamp: new Date().toISOString(), target: "schema_engine::logger" };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
