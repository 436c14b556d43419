// Plain JavaScript, so that an older Node can say what is missing instead of failing on the first type.
const WANTED = 24;
const [script] = process.argv.splice(2, 1);

if (Number.parseInt(process.versions.node, 10) < WANTED) {
  console.error(
    `This script needs Node ${WANTED} or newer, and runs on ${process.version}. Node ${WANTED} comes with "npm ci" ` +
      "(package node; its install script must be allowed to run) and is used by every npm script: run it as " +
      '"npm run ..." after "npm ci" without --ignore-scripts.',
  );
  process.exit(1);
}
void import(`./${script}.mts`);
