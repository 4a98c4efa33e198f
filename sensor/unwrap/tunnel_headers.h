// The headers of each kind of tunnel, one function a kind. Each is given what stands behind the UDP
// or IP header, as far as it was captured, and answers with what it finds, or nothing where that is
// not its kind.
#pragma once

#include <cstdint>
#include <optional>

#include "sensor/unwrap/inside.h"
#include "sensor/unwrap/octets.h"

namespace tapbond {

struct TunnelHeader {
  Carrier carrier;
  std::uint32_t bytes = 0;  // of all headers; the frame is behind them
  std::optional<std::uint32_t> id{};
  std::optional<std::uint32_t> sequence{};
  std::uint32_t length = 0;  // of the frame before the mirror cut it; 0: not told
  bool ip = false;           // an IP packet is behind them, no frame
  std::optional<MirrorTime> time{};
};

std::optional<TunnelHeader> vxlan_header(Octets bytes);
std::optional<TunnelHeader> geneve_header(Octets bytes);
std::optional<TunnelHeader> gre_header(Octets bytes);  // ERSPAN, too
std::optional<TunnelHeader> tzsp_header(Octets bytes);

// What ERSPAN has behind the GRE header, types II and III: adds it. False where that is none.
bool add_erspan_ii(Octets bytes, TunnelHeader& header);
bool add_erspan_iii(Octets bytes, TunnelHeader& header);

}  // namespace tapbond
