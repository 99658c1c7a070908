/** What a browser measures about a connection, brought down to what matters. */

/** The numbers of a report that `quality` compares with those of the next one. */
export function read(report) {
  const all = [...report.values()];
  const of = (type) => all.filter((entry) => entry.type === type);
  const inbound = of("inbound-rtp");
  const remote = of("remote-inbound-rtp");
  const pair = pairOf(report, all);
  const local = report.get(pair?.localCandidateId);
  const other = report.get(pair?.remoteCandidateId);
  return {
    at: Math.max(0, ...all.map(({ timestamp }) => timestamp ?? 0)),
    rtt: seconds(pair?.currentRoundTripTime ?? remote.find(({ roundTripTime }) => roundTripTime)?.roundTripTime),
    relay: local?.candidateType === "relay" || other?.candidateType === "relay",
    hasPair: Boolean(pair),
    lost: sum(inbound, "packetsLost"),
    received: sum(inbound, "packetsReceived"),
    bytes: sum(inbound, "bytesReceived"),
    jitter: seconds(Math.max(0, ...inbound.map(({ jitter }) => jitter ?? 0))),
    outLoss: Math.max(0, ...remote.map(({ fractionLost }) => fractionLost ?? 0)),
  };
}

function pairOf(report, all) {
  const id = all.find(({ type, selectedCandidatePairId }) => type === "transport" && selectedCandidatePairId)?.selectedCandidatePairId;
  // Firefox has no transport, but marks the pair.
  return report.get(id) ?? all.find((entry) => entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded") ?? null;
}

function sum(entries, name) {
  return entries.reduce((total, entry) => total + (entry[name] ?? 0), 0);
}

function seconds(value) {
  return Math.round((value ?? 0) * 1000);
}
