// The pictures that go with the next text: chosen, the first shown small, read as base64.
const $ = (id) => document.getElementById(id);
const LARGEST = 5 * 1024 * 1024;
const MOST = 10;
let chosen = [];

export function attachment() {
  return chosen;
}

export function clearAttachment() {
  chosen = [];
  $("file").value = "";
  $("attached").hidden = true;
}

$("detach").addEventListener("click", () => { clearAttachment(); $("text").focus(); });
$("file").addEventListener("change", async () => {
  const files = [...$("file").files].slice(0, MOST);
  if (!files.length) return;
  if (files.reduce((sum, file) => sum + file.size, 0) > LARGEST) {
    clearAttachment();
    $("error").textContent = "That is over 5 MB, more than a picture text carries. Choose less.";
    $("error").hidden = false;
    return;
  }
  chosen = await Promise.all(files.map(read));
  const image = $("preview");
  if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  image.hidden = !files[0].type.startsWith("image/");
  if (!image.hidden) image.src = URL.createObjectURL(files[0]);
  $("filename").textContent = files.length > 1 ? `${files.length} files` : files[0].name;
  $("attached").hidden = false;
  $("error").hidden = true;
  $("text").focus();
});

function read(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve({ data: reader.result.split(",")[1], content_type: file.type || "image/jpeg" }));
    reader.readAsDataURL(file);
  });
}
