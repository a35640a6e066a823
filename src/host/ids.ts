/** Every id that `package.json` declares and the host uses. A unit test compares the two. */
export const commands = {
  openDatabase: "querysetExplorer.openDatabase",
  testConnection: "querysetExplorer.testConnection",
  forgetPasswords: "querysetExplorer.forgetPasswords",
  selectProject: "querysetExplorer.selectProject",
  refreshModels: "querysetExplorer.refreshModels",
  exportResults: "querysetExplorer.exportResults",
  focusResults: "querysetExplorer.focusResults",
  newScript: "querysetExplorer.newScript",
  newNotebook: "querysetExplorer.newNotebook",
  openCellRows: "querysetExplorer.notebook.openRows",
  runQueryset: "querysetExplorer.runQueryset",
  runStatement: "querysetExplorer.runStatement",
  previewStatement: "querysetExplorer.previewStatement",
  explainStatement: "querysetExplorer.explainStatement",
  runSelection: "querysetExplorer.runSelection",
  runAll: "querysetExplorer.runAll",
  runBelow: "querysetExplorer.runBelow",
  clearInline: "querysetExplorer.clearInlineResults",
  runRecent: "querysetExplorer.runRecent",
  pinResults: "querysetExplorer.pinResults",
  renameResults: "querysetExplorer.renameResults",
  compareResults: "querysetExplorer.compareResults",
  comparePrevious: "querysetExplorer.compareWithPrevious",
  applyPreview: "querysetExplorer.applyPreview",
  discardPreview: "querysetExplorer.discardPreview",
  undoLastApply: "querysetExplorer.undoLastApply",
  cancel: "querysetExplorer.cancel",
  showLog: "querysetExplorer.showLog",
  openDemo: "querysetExplorer.openDemo",
  insertRow: "querysetExplorer.insertRow",
  forceInsertRow: "querysetExplorer.forceInsertRow",
  forceUpdateRow: "querysetExplorer.forceUpdateRow",
  upsertRow: "querysetExplorer.upsertRow",
  bulkCreate: "querysetExplorer.bulkCreate",
  bulkUpdate: "querysetExplorer.bulkUpdate",
  deleteRows: "querysetExplorer.deleteRows",
  showDiagram: "querysetExplorer.showDiagram",
  findModel: "querysetExplorer.findModel",
  revealModel: "querysetExplorer.revealModel",
  openRows: "querysetExplorer.models.openRows",
  newQuerysetHere: "querysetExplorer.models.newQuerysetHere",
  goToDefinition: "querysetExplorer.models.goToDefinition",
  copyName: "querysetExplorer.models.copyName",
  countRows: "querysetExplorer.models.countRows",
  diagramAround: "querysetExplorer.models.diagramAround",
  runMethod: "querysetExplorer.models.runMethod",
  goToModel: "querysetExplorer.models.goToModel",
  showObjectTree: "querysetExplorer.showObjectTree",
  objectRows: "querysetExplorer.objects.openRows",
  deleteObject: "querysetExplorer.objects.delete",
  openScratch: "querysetExplorer.openScratch",
  leaveScratch: "querysetExplorer.leaveScratch",
  sampleRows: "querysetExplorer.sampleRows",
  importRows: "querysetExplorer.importRows",
  copyToScratch: "querysetExplorer.copyToScratch",
  remakeScratch: "querysetExplorer.remakeScratch",
  clearScratch: "querysetExplorer.clearScratch",
  saveScratch: "querysetExplorer.saveScratch",
  loadScratch: "querysetExplorer.loadScratch",
  undoEntry: "querysetExplorer.history.undo",
  redoEntry: "querysetExplorer.history.redo",
  historyRows: "querysetExplorer.history.showRows",
  copyEntryScript: "querysetExplorer.history.copyScript",
  copyEntryStatement: "querysetExplorer.history.copyStatement",
} as const;

export const views = {
  models: "querysetExplorer.models",
  history: "querysetExplorer.history",
  results: "querysetExplorer.results",
} as const;

/** Context keys that `when` clauses of `package.json` read. */
export const contexts = {
  /** `closed`, `opening`, `open` or `failed`. */
  state: "querysetExplorer.state",
  busy: "querysetExplorer.busy",
  hasPreview: "querysetExplorer.hasPreview",
  /** The results in use are pinned. */
  isPinned: "querysetExplorer.isPinned",
  /** The scratch database is open. */
  isScratch: "querysetExplorer.isScratch",
  /** The workspace has more than one project. */
  severalProjects: "querysetExplorer.severalProjects",
} as const;

export const settings = {
  section: "querysetExplorer",
  sqliteBackend: "sqlite.backend",
  codeLens: "codeLens.enabled",
  pythonCodeLens: "python.codeLens",
  pythonCompletion: "python.completion",
  editStyle: "grid.editStyle",
  databaseRoles: "databaseRoles",
  readOnly: "readOnly",
  confirmRows: "preview.confirmRows",
  previewRows: "preview.rows",
  refreshResults: "results.refresh",
  resultsLocation: "results.location",
  inlineResults: "results.inline",
  runOnSave: "runOnSave",
  historyDays: "history.keepDays",
  historySize: "history.maxMegabytes",
  lockWait: "lockWait",
  keepScratch: "scratch.keep",
} as const;

export const languageId = "queryset";
/** The scheme of a notebook's cells. */
export const cellScheme = "vscode-notebook-cell";
export const notebookType = "queryset-notebook";
export const rendererId = "querysetExplorer.rows";
export const diagramType = "querysetExplorer.diagram";
export const panelType = "querysetExplorer.results";
export const comparisonType = "querysetExplorer.comparison";
export const formType = "querysetExplorer.form";
export const objectsType = "querysetExplorer.objects";
