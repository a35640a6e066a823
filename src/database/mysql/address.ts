import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { QuerysetError } from "../../protocol/errors";

/** Where a server is, who asks, and how: what `mysql2` is told. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  /** A unix socket, in place of host and port. */
  readonly socketPath: string | null;
  readonly user: string;
  readonly password: string | null;
  /** Empty where the address names none. */
  readonly database: string;
  /** `authority`: the certificate is checked; `identity`: and the host's name in it. */
  readonly tls: "off" | "preferred" | "required" | "authority" | "identity";
  /** Paths of PEM files. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/** MySQL's own words for `--ssl-mode`, and those of other programs' addresses. */
const MODES: Readonly<Record<string, MysqlAddress["tls"]>> = {
  disabled: "off",
  disable: "off",
  false: "off",
  "0": "off",
  preferred: "preferred",
  prefer: "preferred",
  required: "required",
  require: "required",
  true: "required",
  "1": "required",
  verify_ca: "authority",
  "verify-ca": "authority",
  verify_identity: "identity",
  "verify-full": "identity",
};

/**
 * Reads `mysql://user:password@host:3306/name?ssl-mode=REQUIRED&ssl-ca=/ca.pem&socket=/run/mysqld/mysqld.sock`. A
 * password given apart goes before the address's own. Throws `ConnectionFailed` for what is no such address.
 */
export function readAddress(url: string, password: string | null = null): MysqlAddress {
  const wrong = (why: string): QuerysetError =>
    new QuerysetError("ConnectionFailed", `The address of the database cannot be read: ${why}.`, {
      hint: "It looks like mysql://user@host:3306/name; write @ : / ? # of a name or password as %40 %3A %2F %3F %23.",
    });
  let parsed: URL;
  try {
    // Only addresses of well-known schemes have a host and a port to be read.
    parsed = new URL(url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "http://"));
  } catch {
    throw wrong("it is not a URL");
  }
  const options = new Map(
    [...parsed.searchParams].map(([name, value]) => [name.toLowerCase().replaceAll("_", "-"), value]),
  );
  const said = options.get("ssl-mode") ?? options.get("sslmode") ?? options.get("ssl") ?? options.get("tls");
  const tls = said === undefined ? undefined : MODES[said.toLowerCase()];
  if (said !== undefined && tls === undefined)
    throw wrong(`ssl-mode is ${Object.keys(MODES).slice(0, 5).join(", ")}, not ${said}`);
  const ca = options.get("ssl-ca") ?? options.get("sslrootcert") ?? null;
  const own = decoded(parsed.password);
  const host = decoded(parsed.hostname).replace(/^\[(.*)\]$/, "$1") || "localhost";
  // The driver compares names alone.
  if (tls === "identity" && isIP(host) !== 0) throw wrong(`ssl-mode=${said} needs a host's name, and it gives ${host}`);
  return {
    host,
    port: parsed.port === "" ? (/^http:\/\/[^/]*:80(\/|$)/.test(parsed.href) ? 80 : 3306) : Number(parsed.port),
    socketPath: options.get("socket") ?? options.get("unix-socket") ?? null,
    user: decoded(parsed.username),
    password: password ?? (own === "" ? null : own),
    database: decoded(parsed.pathname.replace(/^\//, "").replace(/\/$/, "")),
    tls: tls ?? (ca === null ? "preferred" : "authority"),
    ca,
    cert: options.get("ssl-cert") ?? options.get("sslcert") ?? null,
    key: options.get("ssl-key") ?? options.get("sslkey") ?? null,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address for people: no password in it. */
export function shownAddress({ host, port, socketPath, user, database }: MysqlAddress): string {
  const place = socketPath ?? `${host}:${port}`;
  return `${user === "" ? "" : `${user}@`}${place}/${database}`;
}

/** What TLS needs, as the driver takes it; undefined for a connection in the clear. */
export function tlsOptions(address: MysqlAddress): Readonly<Record<string, unknown>> | undefined {
  if (address.tls === "off") return undefined;
  const file = (path: string | null) => (path === null ? {} : readPem(path));
  return {
    rejectUnauthorized: address.tls === "authority" || address.tls === "identity",
    verifyIdentity: address.tls === "identity",
    minVersion: "TLSv1.2",
    ...(address.ca !== null && { ca: file(address.ca) }),
    ...(address.cert !== null && { cert: file(address.cert) }),
    ...(address.key !== null && { key: file(address.key) }),
  };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new QuerysetError("ConnectionFailed", `The certificate file ${path} cannot be read.`, {
      cause: error,
      hint: "Check the path in the address and the file's permissions.",
    });
  }
}
