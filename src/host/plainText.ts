/** Text from elsewhere in a notification, where the editor would make a link of `[text](address)`. */
export function inMessage(text: string): string {
  return text.replaceAll("](", "] (");
}

/** Text from elsewhere in a label of a list or of the status bar, where the editor would draw `$(name)` as an icon. */
export function inLabel(text: string): string {
  return text.replaceAll(/\$\((?=[A-Za-z0-9-]+(?:~[A-Za-z]+)?\))/g, "\\$(");
}
