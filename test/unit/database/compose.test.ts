import { describe, expect, it } from "vitest";
import { composeDatabases } from "../../../src/database/compose/services";
import { readYaml } from "../../../src/database/compose/yaml";

describe("the YAML of compose files", () => {
  it("reads mappings and lists by their indentation", () => {
    const text = [
      "# a comment",
      "name: shop # another",
      'quoted: "a: b # c"',
      "services:",
      "  db:",
      "    image: postgres:16",
      "    ports:",
      '      - "5433:5432"',
      "      - target: 1",
      "        published: 2",
      "    command: [a, 'b, c', {d: e}]",
      "  web:",
      "    env:",
      "    - A=1",
      "    - B",
      "last: ~",
    ].join("\n");
    expect(readYaml(text)).toEqual({
      name: "shop",
      quoted: "a: b # c",
      services: {
        db: {
          image: "postgres:16",
          ports: ["5433:5432", { target: "1", published: "2" }],
          command: ["a", "b, c", { d: "e" }],
        },
        web: { env: ["A=1", "B"] },
      },
      last: null,
    });
  });

  it("follows anchors and merges", () => {
    const text =
      "x-db: &db\n  image: mysql\n  ports: ['1:2']\nservices:\n  a:\n    <<: *db\n    image: mariadb\n  b: *db";
    expect(readYaml(text)).toMatchObject({
      services: { a: { image: "mariadb", ports: ["1:2"] }, b: { image: "mysql", ports: ["1:2"] } },
    });
  });

  it.each([
    "",
    "{",
    "a: [",
    "- - -",
    "a:\n b:\n   c\n  d",
    ": :",
    "\t\t- x: |",
    "a: *nobody",
    "? x\n: y",
    "x: >\n  folded\n  text",
  ])("throws for no text: %j", (text) => {
    expect(() => readYaml(text)).not.toThrow();
  });
});

describe("databases of compose files", () => {
  const find = (text: string, variables: Readonly<Record<string, string>> = {}) =>
    composeDatabases(
      text,
      new Map(Object.entries(variables)),
      (path) => new Map([["POSTGRES_PASSWORD", `of ${path}`]]),
    );

  it("reads a PostgreSQL service with its published port", () => {
    const text = `
services:
  db:
    image: "postgres:16-alpine"
    environment:
      POSTGRES_USER: \${DB_USER:-ann}
      POSTGRES_PASSWORD: "\${DB_PASSWORD}"
      POSTGRES_DB: music
    ports:
      - "127.0.0.1:\${DB_PORT:-5433}:5432"
`;
    expect(find(text, { DB_PASSWORD: "s$cret" })).toEqual([
      {
        service: "db",
        scheme: "postgresql",
        host: "127.0.0.1",
        port: "5433",
        user: "ann",
        password: "s$cret",
        database: "music",
      },
    ]);
  });

  it("reads MariaDB and MySQL services, root's password where nobody else is named", () => {
    const text = `
services:
  maria:
    image: docker.io/library/mariadb:11
    environment: [MARIADB_DATABASE=shop, MARIADB_USER=bo, MARIADB_PASSWORD=x]
    ports: ["3307:3306"]
  my:
    image: mysql
    environment:
      - MYSQL_ROOT_PASSWORD=top
      - MYSQL_DATABASE=shop
    ports:
      - target: 3306
        published: "3308"
  cache:
    image: redis
`;
    expect(find(text)).toMatchObject([
      { service: "maria", scheme: "mariadb", port: "3307", user: "bo", password: "x", database: "shop" },
      { service: "my", scheme: "mysql", port: "3308", user: "root", password: "top", database: "shop" },
    ]);
  });

  it("takes what an env_file says, and knows an unpublished port", () => {
    const text = "services:\n  db:\n    image: postgis/postgis\n    env_file: .db.env\n    expose: ['5432']\n";
    expect(find(text)).toMatchObject([{ port: null, user: "postgres", password: "of .db.env", database: "postgres" }]);
  });

  it.each(["", "services: none", "services:\n  - a", "not: yaml: at all"])("finds nothing in %j", (text) => {
    expect(find(text)).toEqual([]);
  });
});
