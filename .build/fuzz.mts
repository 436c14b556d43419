/** `npm run fuzz`: needs no build, it runs what is written. */
await import("../test/fuzz/main.ts");
