import { hash } from "node:crypto";
import { STYLE } from "../domain/day-report-html.ts";

/** A report that the page shows in a tab is under the page's own policy: of styles in a page only that one is allowed. */
const PRINTED = `'sha256-${hash("sha256", STYLE, "base64")}'`;

/** Everything the page needs comes from this gateway, nothing else may be loaded, and nobody may frame it. */
export const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": `default-src 'none'; script-src 'self'; style-src 'self' ${PRINTED}; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
  "Cache-Control": "no-store",
};
