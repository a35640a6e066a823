// The only module that imports the toolkit: a change to another one stays here and in `controls`.
import { provideVSCodeDesignSystem, vsCodeButton } from "@vscode/webview-ui-toolkit";

provideVSCodeDesignSystem().register(vsCodeButton());

// It takes the theme's colours from the page when that has loaded, and waits for nothing else.
if (document.readyState === "complete") window.dispatchEvent(new Event("load"));
