// Takes an image from a file dialog, by drag and drop, or from the clipboard, and shows it.

const zone = document.getElementById('form-drop');
const input = document.getElementById('form-image');
const preview = document.getElementById('form-preview');
const label = document.getElementById('form-preview-name');

let file = null;
let changed = () => {};

/** Returns the file that was chosen last; null if there is none. */
export function chosenFile() {
  return file;
}

/** Calls a listener whenever another file is chosen. */
export function onFile(listener) {
  changed = listener;
}

/** Returns a file as a data URL. */
export function dataUrl(of) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error(`${of.name} cannot be read.`));
    reader.readAsDataURL(of);
  });
}

/** Takes a file as if it had been chosen in the dialog. */
export async function takeFile(next) {
  file = next;
  preview.hidden = true;
  label.textContent = next.name;
  changed();
  if (['image/png', 'image/jpeg'].includes(next.type)) {
    const source = await dataUrl(next);
    if (file === next) {
      preview.src = source;
      preview.hidden = false;
    }
  }
}

input.addEventListener('change', () => {
  if (input.files[0]) {
    takeFile(input.files[0]);
  }
});
for (const type of ['dragover', 'dragenter']) {
  zone.addEventListener(type, (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
}
zone.addEventListener('dragleave', () => zone.classList.remove('over'));
zone.addEventListener('drop', (event) => {
  event.preventDefault();
  zone.classList.remove('over');
  if (event.dataTransfer.files[0]) {
    takeFile(event.dataTransfer.files[0]);
  }
});
document.addEventListener('paste', (event) => {
  const pasted = event.clipboardData?.files?.[0];
  if (pasted && !zone.closest('[hidden]') && zone.closest('details').open) {
    event.preventDefault();
    takeFile(pasted);
  }
});
