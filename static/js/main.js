// What scripts add to pages that work without them.
import { saveDrafts } from "./autosave.js";
import { closeMenus } from "./menus.js";
import { focusSummary } from "./summary.js";
import { makeTagBoxes } from "./tags.js";

closeMenus();
focusSummary();
makeTagBoxes();
saveDrafts();
