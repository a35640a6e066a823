import { QuerysetError } from "../../protocol/errors";
import { type MysqlAddress, shownAddress } from "./address";
import { isMysqlError, type MysqlError } from "./errors";

/** Why no connection came about, in words for the person: what was reached, what refused, and what to do. */
export function mysqlConnectionError(error: unknown, address: MysqlAddress, product: string): QuerysetError {
  if (error instanceof QuerysetError && (error.code === "ConnectionFailed" || error.code === "AccessDenied"))
    return error;
  const given = error instanceof QuerysetError && isMysqlError(error.cause) ? error.cause : error;
  const cause: MysqlError = isMysqlError(given) ? given : new Error(String(given));
  const [reason, hint] = reasonOf(cause, address);
  const clean = Object.assign(new Error(scrubbed(cause.message, address)), { code: cause.code, errno: cause.errno });
  const code = DENIED.has(cause.errno ?? 0) ? "AccessDenied" : "ConnectionFailed";
  return new QuerysetError(code, `Could not open ${product} at ${shownAddress(address)}: ${reason}.`, {
    cause: clean,
    hint,
  });
}

/** A password is wanted, or the one given is wrong. */
const DENIED = new Set([1045, 1698]);

/** A text without the password, whoever wrote it there. */
function scrubbed(text: string, { password }: MysqlAddress): string {
  return password === null || password === "" ? text : text.replaceAll(password, "***");
}

function reasonOf(error: MysqlError, address: MysqlAddress): [reason: string, hint: string] {
  const place = address.socketPath ?? `${address.host}:${address.port}`;
  switch (error.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return [`the name ${address.host} is not known`, "Check the host's spelling, and the network or VPN it needs."];
    case "ECONNREFUSED":
      return [
        `nothing listens on ${place}`,
        "Start the server, or check the port. In docker compose the port has to be published.",
      ];
    case "ENOENT":
      return [`there is no socket ${place}`, "Start the server, or check the socket's path."];
    case "EACCES":
      return [`you may not use the socket ${place}`, "Check the socket's permissions."];
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "PROTOCOL_SEQUENCE_TIMEOUT":
      return [`${place} did not answer`, "Check the address, the firewall, and the VPN or SSH tunnel it needs."];
    case "ECONNRESET":
    case "PROTOCOL_CONNECTION_LOST":
      return [`${place} hung up`, "Check that it is a MySQL or MariaDB server, and its log."];
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return ["the server does not offer TLS", "Leave ssl-mode out of the address, or set the server up for TLS."];
    case "HANDSHAKE_SSL_ERROR":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "ERR_TLS_CERT_ALTNAME_INVALID":
    case "CERT_HAS_EXPIRED":
      return [
        `the server was reached, but its TLS certificate is not trusted (${error.message})`,
        "Name the authority's file with ssl-ca in the address, or use ssl-mode=REQUIRED to encrypt without checking it.",
      ];
    default:
      return refusalOf(error, address);
  }
}

function refusalOf(error: MysqlError, { user, password, database }: MysqlAddress): [reason: string, hint: string] {
  const said = error.sqlMessage ?? error.message;
  switch (error.errno) {
    case 1045:
    case 1698:
      return password === null
        ? [
            `the server was reached, but wants a password for ${user || "its default user"}`,
            "Give the password when asked for it.",
          ]
        : [
            `the server was reached, but refused the password of ${user || "its default user"}`,
            "Check the user and the password.",
          ];
    case 1044:
      return [
        `the server was reached, but ${user} may not use the database ${database}`,
        "Ask for the right, or name another one.",
      ];
    case 1049:
      return [`the server was reached, but has no database ${database}`, "Check its name, or create it and migrate."];
    case 1130:
      return [
        "the server was reached, but lets nobody in from this machine",
        "Grant the user this host, or use a tunnel.",
      ];
    case 1040:
    case 1203:
      return [
        "the server was reached, but has too many connections",
        "Close other programs' connections, then try again.",
      ];
    case 3159:
      return ["the server was reached, but requires TLS", "Add ?ssl-mode=REQUIRED to the address."];
    case 1129:
      return [
        "the server was reached, but has blocked this machine after too many errors",
        "FLUSH HOSTS on the server lifts it.",
      ];
    default:
      if (/insecure transport|SSL|TLS/i.test(said)) {
        return [`the server was reached, but requires TLS (${said})`, "Add ?ssl-mode=REQUIRED to the address."];
      }
      return [said, "Check the address, the user and the password."];
  }
}
