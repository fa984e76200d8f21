// The picture that goes with the next text: chosen, shown small, read as base64.
const $ = (id) => document.getElementById(id);
const LARGEST = 5 * 1024 * 1024;
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
$("file").addEventListener("change", () => {
  const file = $("file").files[0];
  if (!file) return;
  if (file.size > LARGEST) {
    clearAttachment();
    $("error").textContent = "That file is over 5 MB, more than a picture text carries. Choose a smaller one.";
    $("error").hidden = false;
    return;
  }
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    chosen = [{ data: reader.result.split(",")[1], content_type: file.type || "image/jpeg" }];
    const image = $("preview");
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.hidden = !file.type.startsWith("image/");
    if (!image.hidden) image.src = URL.createObjectURL(file);
    $("filename").textContent = file.name;
    $("attached").hidden = false;
    $("error").hidden = true;
    $("text").focus();
  });
  reader.readAsDataURL(file);
});
