/** Offer `devices` (`[{id, label}]`) in `select`; with fewer than two there is nothing to choose. */
export function offerDevices(select, devices, { current, say }) {
  const options = devices.map(({ id, label }, index) => {
    const option = select.ownerDocument.createElement("option");
    option.value = id;
    option.textContent = label || say("mic_unnamed", { number: index + 1 });
    return option;
  });
  select.replaceChildren(...options);
  select.value = current;
  select.closest("[data-devices]").hidden = devices.length < 2;
}
