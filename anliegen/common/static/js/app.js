// Entry: each behaviour is a module of its own and finds its elements by data attributes.
// Everything here is an addition; without it links are links and forms are forms. Collecting static files makes
// this and all it imports one file (common/bundle.py).
import { restrict } from "./html.js";
import "./list-history.js";
import "./panel.js";
import "./toasts.js";
import "./live-state.js";
import "./sending.js";
import "./live.js";
import "./live-list.js";
import "./live-ticket.js";
import "./earlier.js";
import "./keep.js";
import "./drafts.js";
import "./lock.js";
import "./presence.js";
import "./forms.js";
import "./thumb-bar.js";
import "./tabs.js";
import "./menus.js";
import "./bulk.js";
import "./rows.js";
import "./strips.js";
import "./swipe.js";
import "./keyboard.js";
import "./jump.js";
import "./bell.js";
import "./reading.js";
import "./suggest.js";
import "./offline.js";
import "./push.js";
import "./progress.js";
import "./logo.js";
import "./categories.js";
import "./category-row.js";
import "./way-back.js";
import "./neighbours.js";

restrict(globalThis.htmx);
