import { existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What some tests need beside npm's packages: a program, library or font, and the Debian package that brings it. */
export const PROGRAMS = {
  mosquitto: "mosquitto",
  mosquitto_pub: "mosquitto-clients",
  mosquitto_passwd: "mosquitto",
  openssl: "openssl",
  chromium: "chromium",
  "Liberation Sans": "fonts-liberation",
  gcc: "gcc",
  prlimit: "util-linux",
  nc: "netcat-openbsd",
  make: "make",
  "gcc -m32": "gcc-multilib",
  clang: "clang",
  libFuzzer: "libclang-rt-dev",
  "cmocka.h": "libcmocka-dev",
  "mosquitto.h": "libmosquitto-dev",
  "xtensa-lx106-elf-gcc": "gcc-xtensa-lx106",
  "picolibc for Xtensa": "picolibc-xtensa-lx106-elf",
} as const;

/** What is no program: the files that tell that it is there. */
const FILES: Readonly<Record<string, string>> = {
  "Liberation Sans": "/usr/share/fonts/truetype/liberation*/LiberationSans-Regular.ttf",
  "gcc -m32": "/usr/lib/gcc/*/*/32/libgcc.a",
  libFuzzer: "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a",
  "cmocka.h": "/usr/include/cmocka.h",
  "mosquitto.h": "/usr/include/mosquitto.h",
  "picolibc for Xtensa": "/usr/lib/xtensa-lx106-elf/picolibc.specs",
};

export type Program = keyof typeof PROGRAMS;

/** What was left out in this process, one sentence each; empty under CI=true, where a missing program fails. */
export const passedOver: string[] = [];

/** Where the program is, or null. `/usr/sbin` is searched too: Debian puts servers there. */
export function find(program: Program): string | null {
  const file = FILES[program];
  if (file !== undefined) return globSync(file)[0] ?? null;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/bin"];
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file)) ?? null;
}

/**
 * Guards a describe: `if (needs("mosquitto")) describe(...)`. True where all the programs are there. Otherwise
 * a failing test stands in under CI=true, and elsewhere a printed line names what to install.
 */
export function needs(...programs: readonly Program[]): boolean {
  const missing = programs.filter((program) => find(program) === null);
  if (missing.length === 0) return true;
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))].join(" ");
  const sentence = `${missing.join(", ")} missing, so what needs it is not tested: apt-get install --yes ${packages}`;
  if (process.env.CI === "true") {
    it(`needs ${missing.join(", ")}`, () => {
      throw new Error(sentence);
    });
  } else {
    passedOver.push(sentence);
    console.log(sentence);
  }
  return false;
}
