// OSPF version 2 (RFC 2328) and 3 (RFC 5340): the header.
#include "decoders/core/address.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr Name kTypes[] = {
    {1, "Hello"}, {2, "Database Description"}, {3, "LS-Request"}, {4, "LS-Update"}, {5, "LS-Ack"},
};

}  // namespace

void ospf(Line& line, Bytes data, const IpContext&) {
  line.protocol = "ospf";
  const unsigned version = data.u8(0);
  const std::uint8_t type = data.u8(1);
  if (line.cut()) return;
  line.print("OSPFv{}, ", version);
  put_name(line, kTypes, type, "unknown packet type ({})");
  line.print(", length {}", data.length());
  if (line.verbosity() == 0) return;
  line.put("\n\tRouter-ID ");
  put_ipv4(line, data, 4);
  line.put(", Area ");
  put_ipv4(line, data, 8);
}

}  // namespace tapbond::text
