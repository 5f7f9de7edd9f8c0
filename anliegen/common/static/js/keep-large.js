// Texts that are too long for the browser's small store: its database takes them.

const NAME = "kept";
const STORE = "texts";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const work = database.transaction(STORE, mode);
      const request = act(work.objectStore(STORE));
      work.addEventListener("complete", () => resolve(request.result));
      work.addEventListener("abort", () => reject(work.error));
    });
  } finally { database.close(); }
}

/** Keep the values of a form under its key. */
export function keepLarge(key, values) { return within("readwrite", (store) => store.put(values, key)); }

/** Return what is kept under the key, or undefined. */
export function readLarge(key) { return within("readonly", (store) => store.get(key)); }

/** Forget what is kept under the key. */
export function forgetLarge(key) { return within("readwrite", (store) => store.delete(key)); }

/** Forget all that is kept under keys that begin so. */
export async function forgetAllLarge(prefix) {
  const keys = await within("readonly", (store) => store.getAllKeys());
  await Promise.all(keys.filter((key) => key.startsWith(prefix)).map(forgetLarge));
}
