import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/database/open";
import { MYSQL_SERVERS, type MysqlServer, startMariadb } from "./server";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const isMissing = MYSQL_SERVERS.every(({ name, isMissing: missing }) => name !== "MariaDB" || missing);

describe.skipIf(isMissing || !hasOpenssl)("MariaDB with TLS, and without", () => {
  let plain: MysqlServer | null = null;
  let encrypted: MysqlServer | null = null;
  let elsewhere: MysqlServer | null = null;
  let folder: string | null = null;

  const certificate = (name: string): string => join(folder ?? "", `${name}.crt`);

  /** A server with a certificate for a host of that name. */
  async function start(name: string): Promise<MysqlServer> {
    const key = join(folder ?? "", `${name}.key`);
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
    const files = ["-keyout", key, "-out", certificate(name)];
    spawnSync("openssl", ["req", "-new", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048", ...subject, ...files]);
    // The server runs as another person.
    chmodSync(key, 0o644);
    return startMariadb([`--ssl-cert=${certificate(name)}`, `--ssl-key=${key}`]);
  }

  /** What we say of the connection, and what the server says; the reason where there is none. */
  async function open(server: MysqlServer | null, parameters: string, host = "127.0.0.1"): Promise<unknown> {
    if (server === null) throw new Error("the server did not start");
    try {
      const url = `${server.url("tls")}${parameters}`.replace("127.0.0.1", host);
      const backend = await openDatabase({ url, workspace: "/" });
      const rows = await backend.read((session) =>
        session.all(
          "SELECT VARIABLE_VALUE AS cipher FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'",
        ),
      );
      await backend.close();
      return [backend.info.encrypted, String(rows[0]?.cipher ?? "") !== ""];
    } catch (error) {
      return String(error);
    }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "queryset-tls-"));
    chmodSync(folder, 0o755);
    plain = await startMariadb(["--skip-ssl"]);
    encrypted = await start("localhost");
    elsewhere = await start("elsewhere.example");
    for (const server of [plain, encrypted, elsewhere]) await server.createDatabase("tls");
  });

  afterAll(async () => {
    await plain?.stop();
    await encrypted?.stop();
    await elsewhere?.stop();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });

  it("is encrypted where the server can, unless it is asked not to be, and says which", async () => {
    expect(await open(encrypted, "")).toEqual([true, true]);
    expect(await open(encrypted, "?ssl-mode=PREFERRED")).toEqual([true, true]);
    expect(await open(encrypted, "?ssl-mode=REQUIRED")).toEqual([true, true]);
    expect(await open(encrypted, "?ssl-mode=DISABLED")).toEqual([false, false]);
    expect(await open(encrypted, `?socket=${encrypted?.socket}`)).toEqual([false, false]);
  });

  it("goes without where the server has none, unless it is required", async () => {
    expect(await open(plain, "")).toEqual([false, false]);
    expect(await open(plain, "?ssl-mode=REQUIRED")).toMatch(/does not offer TLS/);
  });

  it("looks at the certificate, and at the name in it, where that is asked for", async () => {
    const root = (name: string): string => `ssl-ca=${encodeURIComponent(certificate(name))}`;
    const [own, other] = [root("localhost"), root("elsewhere.example")];
    expect(await open(encrypted, `?ssl-mode=VERIFY_IDENTITY&${own}`, "localhost")).toEqual([true, true]);
    expect(await open(elsewhere, `?ssl-mode=VERIFY_CA&${other}`, "localhost")).toEqual([true, true]);
    expect(await open(elsewhere, `?ssl-mode=VERIFY_IDENTITY&${other}`, "localhost")).toMatch(/is not trusted/);
    expect(await open(encrypted, "?ssl-mode=VERIFY_CA")).toMatch(/is not trusted/);
    expect(await open(encrypted, `?ssl-mode=VERIFY_IDENTITY&${own}`)).toMatch(/needs a host's name/);
  });
});
