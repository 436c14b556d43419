import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate with its key, as PEM text and as files. */
export interface Identity {
  readonly commonName: string;
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Issue {
  /** Names and addresses a server certificate is valid for; none for a client's. */
  readonly hosts?: readonly string[];
  readonly expired?: boolean;
}

/** A certificate authority for tests; its files lie in a folder of the caller's. */
export interface Authority {
  readonly ca: string;
  readonly caFile: string;
  /** Makes a certificate: `issue("MUM01-U07")` for a unit, `issue("broker", { hosts: ["localhost"] })` for a server. */
  issue(commonName: string, options?: Issue): Identity;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];

/**
 * Makes an authority with openssl (needs("openssl")), about 20 ms, and 40 ms for each certificate. Two with the
 * same folder must differ in name.
 */
export function createAuthority(folder: string, name = "test authority"): Authority {
  const base = join(folder, name.replaceAll(" ", "-"));
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const caFile = join(base, "ca.crt");
  const caKeyFile = join(base, "ca.key");
  openssl(
    ...["req", "-x509", "-days", "30", "-subj", `/CN=${name}`, "-keyout", caKeyFile, "-out", caFile],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ...NEW_KEY,
  );
  let issued = 0;
  return {
    ca: readFileSync(caFile, "utf8"),
    caFile,
    issue(commonName, { hosts = [], expired = false } = {}) {
      issued += 1;
      const keyFile = join(base, `${issued}.key`);
      const certFile = join(base, `${issued}.crt`);
      const requestFile = join(base, `${issued}.csr`);
      const alternatives = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`));
      openssl(
        ...["req", "-new", "-subj", `/CN=${commonName}`, "-keyout", keyFile, "-out", requestFile],
        ...(hosts.length > 0 ? ["-addext", `subjectAltName=${alternatives.join(",")}`] : []),
        ...NEW_KEY,
      );
      openssl(
        ...["x509", "-req", "-in", requestFile, "-CA", caFile, "-CAkey", caKeyFile, "-out", certFile],
        ...["-days", expired ? "-1" : "30", "-copy_extensions", "copy"],
      );
      return {
        commonName,
        cert: readFileSync(certFile, "utf8"),
        key: readFileSync(keyFile, "utf8"),
        certFile,
        keyFile,
      };
    },
  };
}

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
