// Security keys (WebAuthn): asks the server what is to be signed, has the key sign it, and sends the form with the answer.
// Without this file, or in a browser that knows no security keys, the 6-digit code is the way in.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function creation(options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((held) => ({ ...held, id: toBytes(held.id) })),
  };
}

async function made(options) {
  const credential = await navigator.credentials.create({ publicKey: creation(options) });
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: toText(credential.response.clientDataJSON),
      attestationObject: toText(credential.response.attestationObject),
    },
    clientExtensionResults: {},
  };
}

async function signed(options) {
  const credential = await navigator.credentials.get({ publicKey: { ...options, challenge: toBytes(options.challenge) } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
    clientExtensionResults: {},
  };
}

export function watchSecurityKey(place, body) {
  if (!place || !window.PublicKeyCredential) return;
  place.hidden = false;
  const adds = "securityKeyNew" in place.dataset;
  const form = place.closest("form");
  const button = place.querySelector("button[type=button]");
  const words = place.querySelector("[data-security-key-words]");
  button.addEventListener("click", async () => {
    words.textContent = "Touch your security key, or follow what your browser asks.";
    try {
      const asked = await fetch(place.dataset.securityKey, adds ? { method: "POST", headers: { "x-csrf-token": body.dataset.csrf } } : {});
      if (!asked.ok) throw new Error(String(asked.status));
      const options = await asked.json();
      form.elements.signed.value = JSON.stringify(await (adds ? made(options) : signed(options)));
    } catch {
      words.textContent = "The security key did not answer. Try again, or use the 6-digit code.";
      return;
    }
    form.submit();
  });
}
