import { createRequire } from "node:module";

/**
 * Preloaded into node-red-dev: the answers it would fetch, so that its verdict depends on this package alone.
 * The catalogue is empty, and the Node-RED versions are those installed here.
 */
interface Manifest {
  readonly version: string;
  readonly engines: object;
}

const require = createRequire(import.meta.url);
const latest: Manifest = require("node-red/package.json");
const maintenance: Manifest = require("node-red-4/package.json");

/** By the path that is asked for, whichever host is asked. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/catalogue.json": { modules: [] },
  "/node-red": {
    "dist-tags": { latest: latest.version, maintenance: maintenance.version },
    versions: { [latest.version]: latest, [maintenance.version]: maintenance },
  },
};

const axios: { get: (url: string) => Promise<{ data: unknown }> } = createRequire(
  require.resolve("node-red-dev/package.json"),
)("axios");
axios.get = async (url) => {
  const { pathname } = new URL(url);
  if (!(pathname in ANSWERS))
    throw new Error(`node-red-dev asked for ${pathname}, which the test does not know`);
  return { data: ANSWERS[pathname] };
};
