// Checks a request before it is sent. The streamer has the last word, and may refuse what passes here.

const LONGEST_TEXT = 1_000_000;
const BRACKETS = { ')': '(', ']': '[' };

/** Returns why a text cannot be explained; null if no problem was found. */
export function checkText(text) {
  if (!text.trim()) {
    return 'There is no text yet.';
  }
  return text.length > LONGEST_TEXT ? `The text has ${text.length} characters; at most ${LONGEST_TEXT} are allowed.` : null;
}

/** Returns why a SMILES string cannot be explained: checks characters, brackets and rings. */
export function checkSmiles(smiles) {
  const text = smiles.trim();
  if (!text) {
    return 'There is no SMILES string yet.';
  }
  const strange = /[^A-Za-z0-9@+\-[\]()=#$:/\\.%*]/.exec(text);
  if (strange) {
    return `The character “${strange[0]}” is not part of the SMILES notation.`;
  }
  return checkBrackets(text) ?? checkRings(text);
}

function checkBrackets(text) {
  const opened = [];
  for (const character of text) {
    if ('(['.includes(character)) {
      opened.push(character);
    } else if (BRACKETS[character] && opened.pop() !== BRACKETS[character]) {
      return `A “${character}” has no opening bracket.`;
    }
  }
  return opened.length > 0 ? `A “${opened.at(-1)}” is not closed.` : null;
}

/** Outside brackets, a digit, or % and two digits, opens or closes a ring. */
function checkRings(text) {
  const open = new Set();
  for (const [, two, one] of text.replace(/\[[^\]]*\]/g, '*').matchAll(/%(\d\d)|(\d)/g)) {
    const ring = two ?? one;
    if (!open.delete(ring)) {
      open.add(ring);
    }
  }
  return open.size > 0 ? `Ring ${[...open][0]} is opened but not closed.` : null;
}

/** Returns why a file cannot be explained; at most maximumBytes may be sent. */
export function checkPicture(file, maximumBytes) {
  if (!file) {
    return 'There is no image yet: choose a file, drop one here, or paste one.';
  }
  if (!['image/png', 'image/jpeg'].includes(file.type)) {
    return `${file.name} is ${file.type || 'of an unknown type'}; only PNG and JPEG are accepted.`;
  }
  return file.size > maximumBytes
    ? `${file.name} has ${file.size.toLocaleString('en-GB')} bytes; at most ${maximumBytes.toLocaleString('en-GB')} are allowed.`
    : null;
}
