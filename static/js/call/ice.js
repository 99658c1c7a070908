/** The function that gives a new peer connection its servers, anew each time: credentials expire. Out of reach, the last ones serve. */
export function iceFrom(http, url) {
  let known = { iceServers: [] };
  return async () => {
    try {
      const { ice_servers, transport_policy } = await http.get(url);
      known = { iceServers: ice_servers, iceTransportPolicy: transport_policy };
    } catch (error) {
      if (error.status === undefined) throw error;
    }
    return known;
  };
}
