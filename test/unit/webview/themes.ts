const fonts = `
  --vscode-font-family: system-ui, "DejaVu Sans", sans-serif; --vscode-font-size: 13px; --vscode-font-weight: normal;
  --vscode-editor-font-family: "DejaVu Sans Mono", monospace; --vscode-editor-font-size: 12px;`;

/** The editor's colours that the page uses, as VS Code's own themes set them. */
export const themes = {
  dark: `${fonts}
  --vscode-foreground: #cccccc; --vscode-editor-background: #1f1f1f; --vscode-descriptionForeground: #9d9d9d;
  --vscode-panel-border: #2b2b2b; --vscode-sideBar-background: #181818; --vscode-editorWidget-background: #202020; --vscode-editorWidget-border: #454545; --vscode-focusBorder: #0078d4; --vscode-textLink-foreground: #4daafc;
  --vscode-button-background: #0078d4; --vscode-button-foreground: #ffffff; --vscode-button-hoverBackground: #026ec1;
  --vscode-button-secondaryBackground: #313131; --vscode-button-secondaryForeground: #cccccc;
  --vscode-list-hoverBackground: #2a2d2e; --vscode-list-inactiveSelectionBackground: #37373d;
  --vscode-charts-foreground: #cccccc; --vscode-charts-lines: #cccccc80; --vscode-charts-red: #f14c4c; --vscode-charts-blue: #59a4f9; --vscode-charts-yellow: #cca700; --vscode-charts-orange: #d18616; --vscode-charts-green: #89d185; --vscode-charts-purple: #ad80d7;
  --vscode-list-activeSelectionBackground: #04395e;
  --vscode-list-activeSelectionForeground: #ffffff; --vscode-textCodeBlock-background: #2b2b2b;
  --vscode-progressBar-background: #0078d4; --vscode-errorForeground: #f85149;
  --vscode-inputValidation-errorBackground: #5a1d1d; --vscode-inputValidation-errorBorder: #be1100;
  --vscode-statusBarItem-errorBackground: #c72e0f; --vscode-statusBarItem-errorForeground: #ffffff;
  --vscode-statusBarItem-warningBackground: #7a6400; --vscode-statusBarItem-warningForeground: #ffffff;
  --vscode-badge-background: #616161; --vscode-badge-foreground: #f8f8f8;
  --vscode-inputValidation-infoBackground: #063b49; --vscode-inputValidation-infoBorder: #007acc;
  --vscode-inputValidation-warningBackground: #352a05; --vscode-inputValidation-warningBorder: #b89500;
  --vscode-diffEditor-removedTextBackground: #ff000033; --vscode-diffEditor-insertedTextBackground: #9ccc2c33;`,
  light: `${fonts}
  --vscode-foreground: #3b3b3b; --vscode-editor-background: #ffffff; --vscode-descriptionForeground: #5f5f5f;
  --vscode-panel-border: #e5e5e5; --vscode-sideBar-background: #f8f8f8; --vscode-editorWidget-background: #f8f8f8; --vscode-editorWidget-border: #c8c8c8; --vscode-focusBorder: #005fb8; --vscode-textLink-foreground: #005fb8;
  --vscode-button-background: #005fb8; --vscode-button-foreground: #ffffff; --vscode-button-hoverBackground: #0258a8;
  --vscode-button-secondaryBackground: #e5e5e5; --vscode-button-secondaryForeground: #3b3b3b;
  --vscode-list-hoverBackground: #f2f2f2; --vscode-list-inactiveSelectionBackground: #e4e6f1;
  --vscode-charts-foreground: #3b3b3b; --vscode-charts-lines: #3b3b3b80; --vscode-charts-red: #e51400; --vscode-charts-blue: #1a85ff; --vscode-charts-yellow: #bf8803; --vscode-charts-orange: #d18616; --vscode-charts-green: #388a34; --vscode-charts-purple: #652d90;
  --vscode-list-activeSelectionBackground: #e8e8e8;
  --vscode-list-activeSelectionForeground: #000000; --vscode-textCodeBlock-background: #f8f8f8;
  --vscode-progressBar-background: #005fb8; --vscode-errorForeground: #f85149;
  --vscode-inputValidation-errorBackground: #f2dede; --vscode-inputValidation-errorBorder: #be1100;
  --vscode-statusBarItem-errorBackground: #c72e0f; --vscode-statusBarItem-errorForeground: #ffffff;
  --vscode-statusBarItem-warningBackground: #725102; --vscode-statusBarItem-warningForeground: #ffffff;
  --vscode-badge-background: #cccccc; --vscode-badge-foreground: #3b3b3b;
  --vscode-inputValidation-infoBackground: #d6ecf2; --vscode-inputValidation-infoBorder: #007acc;
  --vscode-inputValidation-warningBackground: #f6f5d2; --vscode-inputValidation-warningBorder: #b89500;
  --vscode-diffEditor-removedTextBackground: #ff000033; --vscode-diffEditor-insertedTextBackground: #9ccc2c40;`,
  "high-contrast": `${fonts}
  --vscode-foreground: #ffffff; --vscode-editor-background: #000000; --vscode-descriptionForeground: #ffffffb3;
  --vscode-contrastBorder: #6fc3df; --vscode-panel-border: #6fc3df; --vscode-focusBorder: #f38518;
  --vscode-textLink-foreground: #21a6ff; --vscode-button-foreground: #ffffff; --vscode-button-border: #6fc3df;
  --vscode-inputValidation-errorBackground: #000000; --vscode-inputValidation-errorBorder: #be1100;
  --vscode-diffEditor-removedTextBorder: #ff008f; --vscode-diffEditor-insertedTextBorder: #33ff2e;
  --vscode-list-hoverBackground: #ffffff1a;
  --vscode-charts-foreground: #ffffff; --vscode-charts-lines: #ffffff80; --vscode-charts-red: #f48771; --vscode-charts-blue: #59a4f9; --vscode-charts-yellow: #ffd370; --vscode-charts-orange: #d18616; --vscode-charts-green: #89d185; --vscode-charts-purple: #ad80d7;
  --vscode-progressBar-background: #6fc3df;`,
} as const;
