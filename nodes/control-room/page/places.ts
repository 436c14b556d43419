/** Where this page's gateway answers, worked out from where the page itself lies (protocol: `smart-lockers/board/`). */
export function api(path: string): string {
  return new URL(`../api/${path}`, document.baseURI).href;
}

export function nodeRed(path: string): string {
  return new URL(`../../${path}`, document.baseURI).href;
}
