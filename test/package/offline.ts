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

const ANSWERS: Readonly<Record<string, unknown>> = {
  "https://catalogue.nodered.org/catalogue.json": { modules: [] },
  "https://registry.npmjs.org/node-red": {
    "dist-tags": { latest: latest.version, maintenance: maintenance.version },
    versions: { [latest.version]: latest, [maintenance.version]: maintenance },
  },
};

const axios: { get: (url: string) => Promise<{ data: unknown }> } = createRequire(
  require.resolve("node-red-dev/package.json"),
)("axios");
axios.get = async (url) => {
  if (!(url in ANSWERS)) throw new Error(`node-red-dev asked for ${url}, which the test does not know`);
  return { data: ANSWERS[url] };
};
