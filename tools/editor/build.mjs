// Bundles the editor into one module and says how large it is.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const target = "../../anliegen/common/static/vendor/editor.js";
await build({ entryPoints: ["editor.js"], bundle: true, minify: true, format: "esm", target: "es2020", outfile: target, legalComments: "none", charset: "utf8" });
const bytes = readFileSync(target);
console.log(`${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`);
