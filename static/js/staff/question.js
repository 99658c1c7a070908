import { Alike } from "./alike.js";
import { Preview } from "./preview.js";

const root = document.querySelector("[data-question]");
if (root?.querySelector("#id_text")) {
  const preview = new Preview(root);
  const alike = new Alike(root, { address: root.dataset.alikeUrl, besides: root.dataset.besides });
  const show = () => {
    preview.show();
    alike.ask(root.querySelector("#id_text").value);
  };
  root.addEventListener("input", show);
  root.addEventListener("change", show);
  show();
}
