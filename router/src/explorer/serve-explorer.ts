import type { IncomingMessage, ServerResponse } from "node:http";

const ASSETS = "/explorer/assets/";

export type ServeExplorer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * An explorer that needs no internet: Ruru's page and files from the installed package. Loaded on the first visit, because
 * its files are large and most processes never show it.
 */
export function createExplorer(endpoint: string): ServeExplorer {
  let loaded: Promise<{ page: string; assets: AssetHandler }> | undefined;
  return async (request, response) => {
    loaded ??= load(endpoint);
    const { page, assets } = await loaded;
    if ((request.url ?? "").startsWith(ASSETS)) {
      await assets(request, response, () =>
        response.writeHead(404, { "content-type": "text/plain" }).end("Not found."),
      );
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(page);
  };
}

type AssetHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;

async function load(endpoint: string): Promise<{ page: string; assets: AssetHandler }> {
  const [{ ruruHTML }, { serveStatic }] = await Promise.all([import("ruru/server"), import("ruru/static")]);
  return { page: ruruHTML({ staticPath: ASSETS, endpoint }), assets: serveStatic(ASSETS) as AssetHandler };
}
