/** An address, and the password that was taken out of it; null where it held none. */
export interface SplitAddress {
  readonly url: string;
  readonly password: string | null;
}

/**
 * Takes the password out of a server's address, where it stands behind the user or in a parameter. A password may itself
 * hold `@`, `/` and `:`, written as they are: everything before the last `@` is taken for the person's.
 */
export function splitPassword(address: string): SplitAddress {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(address);
  if (match === null || /^(sqlite|file)/i.test(address)) return { url: address, password: null };
  const [, scheme = "", rest = ""] = match;
  const question = rest.indexOf("?", rest.lastIndexOf("@") + 1);
  const main = question < 0 ? rest : rest.slice(0, question);
  let password: string | null = null;
  const parameters = (question < 0 ? "" : rest.slice(question + 1)).split("&").filter((part) => {
    const [, value] = /^pass(?:word|wd)=(.*)$/i.exec(part) ?? [];
    if (value !== undefined) password = decoded(value.replaceAll("+", " "));
    return value === undefined && part !== "";
  });
  const at = main.lastIndexOf("@");
  const person = at < 0 ? "" : main.slice(0, at);
  const colon = person.indexOf(":");
  if (colon >= 0) password = decoded(person.slice(colon + 1));
  const user = colon < 0 ? person : person.slice(0, colon);
  const place = `${user === "" ? "" : `${user}@`}${main.slice(at + 1)}`;
  const query = parameters.length > 0 ? `?${parameters.join("&")}` : "";
  return { url: `${scheme}${place}${query}`, password: password === "" ? null : password };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
