declare module "*.css" {
  const content: string;
  // biome-ignore lint/style/noDefaultExport: the shape the bundler gives a stylesheet.
  export default content;
}
