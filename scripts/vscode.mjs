// The test bed: a real VS Code with the packaged extension, for `npm start` and the end-to-end tests.
export { copyDemo } from "./vscode/demo.mjs";
export { installVsCode } from "./vscode/install.mjs";
export { packageExtension, vsix } from "./vscode/package.mjs";
export { calmSettings, serveVsCode } from "./vscode/serve.mjs";
