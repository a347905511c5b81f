// What scripts add to pages that work without them.
import { closeMenus } from "./menus.js";
import { focusSummary } from "./summary.js";
import { makeTagBoxes } from "./tags.js";

closeMenus();
focusSummary();
makeTagBoxes();
