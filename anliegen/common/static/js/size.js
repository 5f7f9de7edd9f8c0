/** Return a size as people read it. */
export function readable(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
}
