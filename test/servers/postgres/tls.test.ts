import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../../src/database/open";
import { type PostgresServer, PROGRAMS, startPostgres } from "./server";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(PROGRAMS === null || !hasOpenssl)("PostgreSQL with TLS", () => {
  let server: PostgresServer | null = null;
  let folder: string | null = null;

  const certificate = (): string => join(folder ?? "", "server.crt");
  const open = async (parameters: string, host = "127.0.0.1"): Promise<unknown> => {
    if (!server) throw new Error("the server did not start");
    try {
      const url = server.url("postgres", parameters).replace("127.0.0.1", host);
      const backend = await openDatabase({ url, workspace: "/" });
      const rows = await backend.read((session) =>
        session.all("SELECT ssl AS on FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
      );
      await backend.close();
      return rows[0]?.on;
    } catch (error) {
      return String(error);
    }
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "queryset-tls-"));
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", join(folder, "server.key"), "-out", certificate()];
    spawnSync("openssl", ["req", "-new", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048", ...subject, ...files]);
    server = await startPostgres([], { key: join(folder, "server.key"), certificate: certificate() });
  });

  afterAll(async () => {
    await server?.stop();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });

  it("is encrypted where the server can, unless it is asked not to be", async () => {
    expect(await open("")).toBe("true");
    expect(await open("?sslmode=require")).toBe("true");
    expect(await open("?sslmode=disable")).toBe("false");
  });

  it("looks at the certificate where that is asked for", async () => {
    const root = `sslrootcert=${encodeURIComponent(certificate())}`;
    expect(await open(`?sslmode=verify-full&${root}`)).toBe("true");
    expect(await open(`?sslmode=verify-ca&${root}`, "localhost")).toBe("true");
    expect(await open(`?sslmode=verify-full&${root}`, "localhost")).toMatch(/certificate was not accepted/);
    expect(await open("?sslmode=verify-full")).toMatch(/certificate was not accepted/);
    expect(await open("?sslmode=verify-full&sslrootcert=/nowhere.crt")).toMatch(/Could not read sslrootcert/);
  });
});
