// The only module that imports the toolkit: a change to another one stays here and in `controls`.
// It takes the theme's colours from the page when that has loaded, and may be loaded later than that itself.
import "./loadedAlready";
import { provideVSCodeDesignSystem, vsCodeButton } from "@vscode/webview-ui-toolkit";
import { listenAgain } from "./loadedAlready";

provideVSCodeDesignSystem().register(vsCodeButton());
listenAgain();
